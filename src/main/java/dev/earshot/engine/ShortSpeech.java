package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages.ShortSpeechMode;
import dev.earshot.engine.EngineMessages.UseShortSpeech;
import dev.earshot.engine.WindowAttempts.Outcome;
import dev.earshot.engine.process.Deadline;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.AudioContext;
import dev.earshot.speech.Segment;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How short windows of each model are recognised, and those that are to be compared with full context when there is time. Of these a few are kept, of less
 * than 1 MB each; what comes while there is no room is not compared. Answers in doubt are not compared: they were done again at once. Belongs to the
 * engine's thread.
 */
final class ShortSpeech {

    private static final int KEPT = 4;

    /** @param segments as they were recognised at a small context */
    record Sample(String model, WindowRequest window, List<Segment> segments) {
    }

    private final Config.Engine config;
    private final Map<String, UseShortSpeech> uses = new HashMap<>();
    /** Windows since the last one that was kept for comparison. */
    private final Map<String, Integer> passed = new HashMap<>();
    private final Deque<Sample> samples = new ArrayDeque<>();

    ShortSpeech(Config.Engine config) {
        this.config = config;
    }

    void use(UseShortSpeech request) {
        uses.put(request.model(), request);
    }

    /** The model is gone. */
    void forget(String model) {
        uses.remove(model);
        passed.remove(model);
        samples.removeIf(sample -> sample.model().equals(model));
    }

    /** @param tellsTokens whether the engine tells how sure it was of each token */
    ShortSpeechRule rule(String model, boolean tellsTokens) {
        return ShortSpeechRule.of(of(model).mode(), tellsTokens);
    }

    private UseShortSpeech of(String model) {
        ShortSpeechMode unasked = config.shortSpeech() == Config.ShortSpeechSetting.OFF ? ShortSpeechMode.WHOLE : ShortSpeechMode.CHECKED;
        return uses.getOrDefault(model, new UseShortSpeech(model, unasked, 0));
    }

    /**
     * A window was recognised. What was decoded with chance is no measure, and in this JVM a comparison could not be ended when a request comes.
     *
     * @return whether a model that has still to show how it does was doubted, so that a short window was recognised again
     */
    boolean recognised(String model, WindowRequest window, Outcome outcome) {
        UseShortSpeech use = of(model);
        if (use.compareEvery() == 0 || window.temperature() > 0) {
            return false;
        }
        if (outcome.redone() > 0) {
            return use.mode() == ShortSpeechMode.CAUTIOUS && ShortSpeechRule.CAUTIOUS.positions(window.seconds()) < AudioContext.FULL;
        }
        if (config.isolation() == Config.Isolation.PROCESS && outcome.audioContext() < AudioContext.FULL
                && passed.merge(model, 1, Integer::sum) >= use.compareEvery() && samples.size() < KEPT) {
            passed.remove(model);
            samples.add(new Sample(model, window, outcome.heard().segments()));
        }
        return false;
    }

    /** The next one to compare, taken out; null where there is none. */
    Sample next() {
        return samples.poll();
    }

    /**
     * Whether a sample has the same words at full context.
     *
     * @throws Fault {@code cancelled}, and then it is done another time, or what it fails with
     */
    @SuppressWarnings("try") // the deadline is there to be closed
    boolean compare(Sample sample, LoadedModel model, Duration limit, Cancellation cancellation) {
        try (Deadline deadline = Deadline.in(limit, cancellation::expire)) {
            Recognition whole = model.recognise(sample.window().withAudioContext(AudioContext.FULL), cancellation, null);
            return Repetition.sameWords(sample.segments(), whole.segments());
        } catch (Fault fault) {
            if (fault.code() == Fault.Code.CANCELLED) {
                samples.addFirst(sample);
            }
            throw fault;
        }
    }
}
