package dev.earshot.engine.spi;

import dev.earshot.speech.Segment;

import java.util.List;

/**
 * What Whisper heard in a window.
 *
 * @param segments times in seconds from the start of the window
 * @param language the code given or detected
 * @param leastLogprob the natural logarithm of the probability of the token that was doubted most, of those of the text; null where the engine does not
 *                 tell, or there is no text
 */
public record Recognition(List<Segment> segments, String language, Double leastLogprob) {

    public Recognition {
        segments = List.copyOf(segments);
    }

    public Recognition(List<Segment> segments, String language) {
        this(segments, language, null);
    }
}
