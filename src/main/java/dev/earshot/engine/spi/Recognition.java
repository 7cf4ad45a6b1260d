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
 * @param languageProbability of a language that was detected, 0 to 1; null where it was given, or the engine does not tell
 */
public record Recognition(List<Segment> segments, String language, Double leastLogprob, Double languageProbability) {

    public Recognition {
        segments = List.copyOf(segments);
    }

    public Recognition(List<Segment> segments, String language) {
        this(segments, language, null, null);
    }
}
