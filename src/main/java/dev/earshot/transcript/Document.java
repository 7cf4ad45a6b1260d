package dev.earshot.transcript;

import dev.earshot.speech.Segment;

import java.util.List;

/**
 * A transcript, to be rendered in a {@link TranscriptFormat}.
 *
 * @param task     {@code transcribe} or {@code translate}
 * @param language a code, {@code auto} where there was too little speech to detect it, or null
 * @param languageProbability of a language that was detected, 0 to 1, or null
 * @param duration seconds of audio, or null
 * @param segments with times in the original file
 * @param model    that recognised it, or null
 * @param notice   what the user should know about how it was made, or null
 * @param timing   how long the job waited and was executed, or null
 */
public record Document(String task, String language, Double languageProbability, Double duration, String text, List<Segment> segments, String model,
                       String notice, Timing timing) {
    public Document {
        segments = List.copyOf(segments);
    }
}
