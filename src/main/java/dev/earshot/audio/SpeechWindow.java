package dev.earshot.audio;

import dev.earshot.speech.Pcm;
import dev.earshot.speech.SpeechSpan;

import java.util.List;

/**
 * A part of the audio with speech in it.
 *
 * @param startSample the sample of the whole audio at which it begins
 * @param pcm         its samples, see {@link Pcm}
 * @param speech      where in it speech was found, in order
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
