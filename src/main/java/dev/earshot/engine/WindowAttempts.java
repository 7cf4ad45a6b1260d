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
 * A window recognised, again where its answer leaves too much open: encoded whole where only a part was, then in two halves. The
 * best of the answers stays, and another attempt that fails takes nothing away from the one before it. Pure but for the engine.
 */
final class WindowAttempts {

    /** In less there is nothing to be halved. */
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
    private final boolean shortSpeech;

    /** @param shortSpeech whether less than the whole of Whisper's 30 s may be encoded */
    WindowAttempts(Function<WindowRequest, Recognition> engine, boolean shortSpeech) {
        this.engine = engine;
        this.shortSpeech = shortSpeech;
    }

    /**
     * @param speech as it was found in the window
     * @throws Fault what the first attempt failed with, or {@code cancelled}
     */
    Outcome recognise(WindowRequest window, List<SpeechSpan> speech) {
        Outcome best = once(window);
        if (best.audioContext() < AudioContext.FULL && doubtful(best, speech)) {
            best = better(best, () -> new Outcome(engine.apply(window.withAudioContext(AudioContext.FULL)), AudioContext.FULL, 0), speech);
        }
        if (window.seconds() >= LEAST_SECONDS && doubtful(best, speech)) {
            String language = best.heard().language();
            best = better(best, () -> halves(window, speech, language), speech);
        }
        return best;
    }

    private Outcome once(WindowRequest window) {
        int positions = shortSpeech ? AudioContext.positions(window.seconds()) : AudioContext.FULL;
        return new Outcome(engine.apply(window.withAudioContext(positions)), positions, 0);
    }

    /** In the language of the whole, so that a half is not taken for another. */
    private Outcome halves(WindowRequest window, List<SpeechSpan> speech, String language) {
        WindowHalves halves = WindowHalves.of(window.pcm(), speech);
        Outcome first = once(window.part(halves.first(), language));
        Outcome second = once(window.part(halves.second(), language));
        return new Outcome(new Recognition(halves.join(first.heard().segments(), second.heard().segments()), language),
                Math.max(first.audioContext(), second.audioContext()), 0);
    }

    private static boolean doubtful(Outcome outcome, List<SpeechSpan> speech) {
        return WindowJudge.doubtful(outcome.heard().segments(), speech);
    }

    private static Outcome better(Outcome before, Supplier<Outcome> attempt, List<SpeechSpan> speech) {
        Outcome again;
        try {
            again = attempt.get();
        } catch (Fault fault) {
            if (fault.code() == Fault.Code.CANCELLED) {
                throw fault;
            }
            return new Outcome(before.heard(), before.audioContext(), before.redone() + 1);
        }
        boolean gained = WindowJudge.doubt(again.heard().segments(), speech) < WindowJudge.doubt(before.heard().segments(), speech);
        Outcome kept = gained ? again : before;
        return new Outcome(kept.heard(), kept.audioContext(), before.redone() + 1);
    }
}
