package dev.earshot.audio;

import dev.earshot.speech.Pcm;
import dev.earshot.speech.SpeechSpan;

import java.util.List;

/**
 * A part of the audio that contains speech.
 *
 * @param startSample the index of its first sample in the whole audio
 * @param pcm         its samples, see {@link Pcm}
 * @param speech      where speech was found in it, in order
 */
record SpeechWindow(long startSample, byte[] pcm, List<SpeechSpan> speech) {

    /** Seconds. */
    double start() {
        return startSample / (double) Pcm.RATE;
    }

    /** Seconds. */
    double end() {
        return start() + Pcm.seconds(pcm.length);
    }
}
