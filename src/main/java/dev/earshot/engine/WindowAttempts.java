package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.AudioContext;
import dev.earshot.speech.SpeechSpan;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A window recognised, again where its answer is doubted: encoded whole where only a part was, then in two halves. An answer at a small context that is
 * not believed makes way for that at full context, as it would have been without; else the best of the answers stays, and another attempt that fails
 * takes nothing away from the one before it. Pure but for the engine.
 */
final class WindowAttempts {

    /** Shorter windows are not split. */
    private static final double LEAST_SECONDS = 4;

    /**
     * The best answer.
     *
     * @param audioContext the encoder positions that it took; of two halves the larger number
     * @param redone       how often the window was recognised again
     */
    record Outcome(Recognition heard, int audioContext, int redone) {
    }

    private final Function<WindowRequest, Recognition> engine;
    private final ShortSpeechRule rule;

    WindowAttempts(Function<WindowRequest, Recognition> engine, ShortSpeechRule rule) {
        this.engine = engine;
        this.rule = rule;
    }

    /**
     * @param speech as it was found in the window
     * @throws Fault what the first attempt failed with, or {@code cancelled}
     */
    Outcome recognise(WindowRequest window, List<SpeechSpan> speech) {
        Outcome best = believed(window, speech);
        if (best.audioContext() < AudioContext.FULL && doubtful(best, speech)) {
            best = better(best, () -> whole(window), speech);
        }
        if (window.seconds() >= LEAST_SECONDS && doubtful(best, speech)) {
            Recognition whole = best.heard();
            best = better(best, () -> halves(window, speech, whole.language(), whole.languageProbability()), speech);
        }
        return best;
    }

    private Outcome believed(WindowRequest window, List<SpeechSpan> speech) {
        ShortSpeechRule rule = speech.size() > 1 ? this.rule.forSeveral() : this.rule;
        int positions = rule.positions(window.seconds());
        Outcome once = new Outcome(engine.apply(window.withAudioContext(positions)), positions, 0);
        if (positions == AudioContext.FULL || !rule.doubts(once.heard())) {
            return once;
        }
        Outcome again = attempt(once, () -> whole(window));
        return new Outcome(again.heard(), again.audioContext(), 1);
    }

    private Outcome whole(WindowRequest window) {
        return new Outcome(engine.apply(window.withAudioContext(AudioContext.FULL)), AudioContext.FULL, 0);
    }

    /** In the language of the whole, so that a half is not taken for another. */
    private Outcome halves(WindowRequest window, List<SpeechSpan> speech, String language, Double probability) {
        WindowHalves halves = WindowHalves.of(window.pcm(), speech);
        Outcome first = believed(window.part(halves.first(), language), List.of());
        Outcome second = believed(window.part(halves.second(), language), List.of());
        return new Outcome(new Recognition(halves.join(first.heard().segments(), second.heard().segments()), language, null, probability),
                Math.max(first.audioContext(), second.audioContext()), 0);
    }

    private static boolean doubtful(Outcome outcome, List<SpeechSpan> speech) {
        return WindowJudge.doubtful(outcome.heard().segments(), speech);
    }

    /** The previous answer, where the attempt fails. */
    private static Outcome attempt(Outcome before, Supplier<Outcome> attempt) {
        try {
            return attempt.get();
        } catch (Fault fault) {
            if (fault.code() == Fault.Code.CANCELLED) {
                throw fault;
            }
            return before;
        }
    }

    private static Outcome better(Outcome before, Supplier<Outcome> attempt, List<SpeechSpan> speech) {
        Outcome again = attempt(before, attempt);
        boolean gained = WindowJudge.doubt(again.heard().segments(), speech) < WindowJudge.doubt(before.heard().segments(), speech);
        Outcome kept = gained ? again : before;
        return new Outcome(kept.heard(), kept.audioContext(), before.redone() + 1);
    }
}
