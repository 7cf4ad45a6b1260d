package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Language;
import dev.earshot.speech.Segment;

import java.util.function.Function;

/**
 * Assumes that a window has the language that was detected before in its file, which saves an encoding, and checks that where the answer
 * is poor. Pure, except that it calls the engine.
 */
final class LanguageCheck implements Function<WindowRequest, Recognition> {

    /** OpenAI's {@code logprob_threshold}. */
    private static final double BAD = -1;

    private final Function<WindowRequest, Recognition> engine;
    private final String detected;

    /** @param detected in an earlier window; null for none */
    LanguageCheck(Function<WindowRequest, Recognition> engine, String detected) {
        this.engine = engine;
        this.detected = detected;
    }

    @Override
    public Recognition apply(WindowRequest window) {
        if (detected == null || !window.language().equals(Language.AUTO)) {
            return engine.apply(window);
        }
        Recognition assumed = engine.apply(window.part(window.pcm(), detected));
        double logprob = logprob(assumed);
        if (Double.isNaN(logprob) || logprob >= BAD) {
            return assumed;
        }
        Recognition again;
        try {
            again = engine.apply(window);
        } catch (Fault fault) {
            if (fault.code() == Fault.Code.CANCELLED) {
                throw fault;
            }
            return assumed;
        }
        return !again.language().equals(detected) && logprob(again) > logprob ? again : assumed;
    }

    /** The mean over all tokens; NaN where the engine does not report them. */
    private static double logprob(Recognition recognition) {
        double sum = 0;
        long tokens = 0;
        for (Segment segment : recognition.segments()) {
            Confidence known = segment.confidence();
            if (known != null && known.avgLogprob() != null && known.tokens() != null) {
                sum += known.avgLogprob() * known.tokens().size();
                tokens += known.tokens().size();
            }
        }
        return sum / tokens;
    }
}
