package dev.earshot.engine.spi;

import dev.earshot.speech.Segment;

import java.util.List;

/**
 * What Whisper heard in a window.
 *
 * @param segments times in seconds from the start of the window
 * @param language the code given or detected
 */
public record Recognition(List<Segment> segments, String language) {

    public Recognition {
        segments = List.copyOf(segments);
    }
}
