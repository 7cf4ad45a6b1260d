package dev.earshot.models;

import dev.earshot.config.Config.CpuPolicy;
import dev.earshot.models.ModelFolder.Found;
import dev.earshot.models.ProcessorPolicy.Step;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProcessorPolicyTest {

    private static final List<String> BELOW = List.of("small", "base", "tiny");

    private Instant now = Instant.EPOCH;

    private ProcessorPolicy policy(CpuPolicy policy) {
        return new ProcessorPolicy(policy, now);
    }

    /** A look at the processor and a window every 5 s, for so many seconds; whatever was decided. */
    private List<String> run(ProcessorPolicy policy, int seconds, double percent, double factor) {
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < seconds; i += 5) {
            now = now.plusSeconds(5);
            Optional<Step> step = policy.processor(percent, now);
            step.ifPresent(decided -> steps.add(decided.action() + " " + decided.model()));
            if (factor > 0) {
                policy.window(10, Math.round(factor * 10_000), now).ifPresent(decided -> steps.add(decided.action() + " " + decided.model()));
            }
        }
        return steps;
    }

    @Test
    void itStepsDownAtMostOnceAMinuteAndToTheSmallestAtMost() {
        ProcessorPolicy policy = policy(CpuPolicy.AUTO);
        assertEquals("medium", policy.asked("medium", BELOW));

        assertEquals(List.of("step-down small"), run(policy, 60, 95, 1.5));
        assertEquals("small", policy.asked("medium", BELOW));
        assertEquals("The model 'small' was used in place of 'medium', because the processor cannot keep up (models.cpu_policy is auto).",
                policy.notice("medium", "small"));
        assertEquals(List.of("step-down base", "step-down tiny"), run(policy, 180, 95, 1.5));
        assertEquals("base", policy.asked("small", List.of("base")), "whoever asks for less loses less");
    }

    @Test
    void aBusyMachineAloneOrSlowWorkAloneChangesNothing() {
        assertEquals(List.of(), run(asked(policy(CpuPolicy.AUTO)), 300, 95, 0.9));
        assertEquals(List.of(), run(asked(policy(CpuPolicy.AUTO)), 300, 70, 3));
        assertEquals(List.of(), run(asked(policy(CpuPolicy.OFF)), 300, 95, 3));
    }

    private static ProcessorPolicy asked(ProcessorPolicy policy) {
        policy.asked("medium", BELOW);
        return policy;
    }

    @Test
    void itStepsUpAgainWhenItHasBeenCalmForAMinute() {
        ProcessorPolicy policy = asked(policy(CpuPolicy.AUTO));
        run(policy, 65, 95, 2);
        assertEquals("base", policy.asked("medium", BELOW));

        assertEquals(List.of(), run(policy, 300, 75, 0.5), "neither calm nor busy");
        assertEquals(List.of("step-up small"), run(policy, 70, 30, 0));
        assertEquals(List.of("step-up medium"), run(policy, 65, 30, 0.1));
        assertEquals(List.of(), run(policy, 300, 30, 0.1));
    }

    @Test
    void aSuggestionChangesNothingAndIsTakenBackWhenItIsCalm() {
        ProcessorPolicy policy = asked(policy(CpuPolicy.SUGGEST));
        assertEquals(List.of("suggest small"), run(policy, 60, 95, 1.5));

        assertEquals("medium", policy.asked("medium", BELOW));
        assertEquals("The processor cannot keep up (95 % busy, 1.5 s for 1 s of sound); the model 'small' is installed and faster.",
                policy.notice("medium", "medium"));
        run(policy, 130, 20, 0);
        assertNull(policy.notice("medium", "medium"));
    }

    @Test
    void whereNoSmallerModelIsInstalledNothingIsSaid() {
        ProcessorPolicy policy = policy(CpuPolicy.SUGGEST);
        policy.asked("tiny", List.of());
        assertEquals(List.of(), run(policy, 300, 95, 3));
    }

    @Test
    void anotherPolicyTakesBackWhatTheLastOneDid() {
        ProcessorPolicy policy = asked(policy(CpuPolicy.AUTO));
        run(policy, 60, 95, 1.5);
        policy.policy(CpuPolicy.OFF);
        assertEquals("medium", policy.asked("medium", BELOW));
    }

    @Test
    void theLadderKeepsLanguagesAndPrefersTheSameQuantisation() {
        List<Found> all = Stream.of("tiny", "tiny.en", "base-q5_1", "base", "small.en", "large-v3-turbo", "micro.en", "mine")
                .map(name -> new Found(name, Path.of("ggml-" + name + ".bin"), true, null, null)).toList();

        assertEquals(List.of("base", "tiny"), below("large-v3-turbo", all));
        assertEquals(List.of("base-q5_1", "tiny"), below("small-q5_1", all));
        assertEquals(List.of("small.en", "tiny.en"), below("medium.en", all));
        assertEquals(List.of("large-v3-turbo", "base", "tiny"), below("large-v3", all));
        assertEquals(List.of(), below("tiny", all));
        assertEquals(List.of(), below("mine", all));
        assertTrue(below("base.en", all).equals(List.of("tiny.en")), "never the bundled one, which knows 92 words");
    }

    private static List<String> below(String name, List<Found> all) {
        return Ladder.below(new Found(name, Path.of("x"), true, null, null), all);
    }
}
