package dev.earshot.models;

import dev.earshot.config.Config.CpuPolicy;
import dev.earshot.format.ModelFacts;
import dev.earshot.models.ModelFolder.KnownModel;
import dev.earshot.models.ProcessorPolicy.ModelSwitch;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProcessorPolicyTest {

    private static final List<String> BELOW = List.of("small", "base", "tiny");

    private Instant now = Instant.EPOCH;

    /** A look at the processor and a window of a model every 5 s, for so many seconds; whatever was decided. */
    private List<String> run(ProcessorPolicy policy, String model, int seconds, double percent, double factor) {
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < seconds; i += 5) {
            now = now.plusSeconds(5);
            List<ModelSwitch> decided = new ArrayList<>(policy.onProcessorLoad(percent, now));
            if (factor > 0) {
                decided.addAll(policy.onWindow(policy.select(model, BELOW, now), 10, Math.round(factor * 10_000), now));
            }
            decided.forEach(step -> steps.add(step.action().text() + " " + step.used()));
        }
        return steps;
    }

    private ProcessorPolicy policy(CpuPolicy policy) {
        ProcessorPolicy made = new ProcessorPolicy(policy);
        assertEquals("medium", made.select("medium", BELOW, now));
        return made;
    }

    @Test
    void itStepsDownAtMostOnceAMinuteAndToTheSmallestAtMost() {
        ProcessorPolicy policy = policy(CpuPolicy.AUTO);

        assertEquals(List.of("step-down small"), run(policy, "medium", 60, 95, 1.5));
        assertEquals("small", policy.select("medium", BELOW, now));
        assertEquals("The model 'small' was used in place of 'medium', because the processor cannot keep up (models.cpu_policy is auto).",
                DecisionText.notice(policy.notice("medium", "small")));
        assertEquals(List.of("step-down base", "step-down tiny"), run(policy, "medium", 180, 95, 1.5));
    }

    @Test
    void aModelThatKeepsUpIsNotReplacedForAnotherOnesSake() {
        ProcessorPolicy policy = policy(CpuPolicy.AUTO);
        run(policy, "medium", 60, 95, 1.5);
        assertEquals("small", policy.select("medium", BELOW, now));
        assertEquals("base", policy.select("base", List.of("tiny"), now));
        assertNull(policy.notice("base", "base"));
    }

    @Test
    void aBusyMachineAloneOrSlowWorkAloneOrAShortCommandChangesNothing() {
        assertEquals(List.of(), run(policy(CpuPolicy.AUTO), "medium", 300, 95, 0.9));
        assertEquals(List.of(), run(policy(CpuPolicy.AUTO), "medium", 300, 70, 3));
        assertEquals(List.of(), run(policy(CpuPolicy.OFF), "medium", 300, 95, 3));
        ProcessorPolicy once = policy(CpuPolicy.AUTO);
        assertEquals(List.of(), once.onProcessorLoad(95, now));
        assertEquals(List.of(), once.onWindow("medium", 1, 1500, now));
    }

    @Test
    void itStepsUpAgainWhenItHasBeenCalmForAMinute() {
        ProcessorPolicy policy = policy(CpuPolicy.AUTO);
        run(policy, "medium", 75, 95, 2);
        assertEquals("base", policy.select("medium", BELOW, now));

        assertEquals(List.of(), run(policy, "medium", 300, 75, 0.5), "neither calm nor busy");
        assertEquals(List.of("step-up small"), run(policy, "medium", 70, 30, 0));
        assertEquals(List.of("step-up medium"), run(policy, "medium", 65, 30, 0.1));
        assertEquals(List.of(), run(policy, "medium", 300, 30, 0.1));
    }

    @Test
    void aSuggestionIsMadeOnceChangesNothingAndIsTakenBackWhenItIsCalm() {
        ProcessorPolicy policy = policy(CpuPolicy.SUGGEST);
        assertEquals(List.of("suggest small"), run(policy, "medium", 300, 95, 1.5));

        assertEquals("medium", policy.select("medium", BELOW, now));
        assertEquals("The processor cannot keep up with 'medium' (95 % busy, 1.5 s for 1 s of audio); the model 'small' is installed and faster.",
                DecisionText.notice(policy.notice("medium", "medium")));
        assertNull(policy.notice("small", "small"), "it is not for others");
        run(policy, "medium", 130, 20, 0);
        assertNull(policy.notice("medium", "medium"));
    }

    @Test
    void whereNoSmallerModelIsInstalledNothingIsSaid() {
        ProcessorPolicy policy = new ProcessorPolicy(CpuPolicy.SUGGEST);
        policy.select("tiny", List.of(), now);
        for (int i = 0; i < 60; i++) {
            now = now.plusSeconds(5);
            assertEquals(List.of(), policy.onWindow("tiny", 10, 30_000, now));
            assertEquals(List.of(), policy.onProcessorLoad(95, now));
        }
    }

    @Test
    void anotherPolicyTakesBackWhatTheLastOneDid() {
        ProcessorPolicy policy = policy(CpuPolicy.AUTO);
        run(policy, "medium", 60, 95, 1.5);
        policy.policy(CpuPolicy.OFF);
        assertEquals("medium", policy.select("medium", BELOW, now));
    }

    @Test
    void theLadderKeepsLanguagesAndPrefersTheSameQuantisation() {
        List<KnownModel> all = Stream.of("tiny", "tiny.en", "base-q5_1", "base", "small.en", "large-v3-turbo", "micro.en", "mine")
                .map(ProcessorPolicyTest::found).toList();

        assertEquals(List.of("base", "tiny"), below("large-v3-turbo", all));
        assertEquals(List.of("base-q5_1", "tiny"), below("small-q5_1", all));
        assertEquals(List.of("small.en", "tiny.en"), below("medium.en", all));
        assertEquals(List.of("large-v3-turbo", "base", "tiny"), below("large-v3", all));
        assertEquals(List.of(), below("tiny", all));
        assertEquals(List.of(), below("mine", all));
        assertTrue(below("base.en", all).equals(List.of("tiny.en")), "never the bundled one, which knows 92 words");
    }

    private static List<String> below(String name, List<KnownModel> all) {
        return SmallerModels.substitutes(found(name), all);
    }

    private static KnownModel found(String name) {
        Path file = Path.of("ggml-" + name + ".bin");
        return new KnownModel(name, file, true, 1, null, new ModelFacts(name.contains(".en"), null, null), null);
    }
}
