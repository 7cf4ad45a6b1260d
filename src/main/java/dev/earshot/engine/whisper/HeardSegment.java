package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.binding.Token;
import dev.earshot.speech.Segment;

import java.util.List;

/**
 * A segment, and what the library tells of it.
 *
 * @param segment times in seconds from the start of the window
 * @param tokens  in their order, with signs such as timestamps; none where the library does not tell
 */
record HeardSegment(Segment segment, List<Token> tokens) {

    HeardSegment {
        tokens = List.copyOf(tokens);
    }
}
