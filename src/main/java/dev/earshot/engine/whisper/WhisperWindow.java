package dev.earshot.engine.whisper;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Language;
import dev.earshot.speech.Pcm;

import java.nio.FloatBuffer;
import java.nio.file.Path;

/** What both ways to whisper.cpp do with a window, and say. Pure. */
final class WhisperWindow {

    /** What a decode that fails is tried again with, added to the temperature, up to 1. whisper-jni's, which the micro model was chosen with. */
    static final float TEMPERATURE_STEP = 0.4f;
    /** Below 1.01 s Whisper answers nothing, so shorter audio is padded with silence. */
    private static final int LEAST_SAMPLES = (int) (1.1 * Pcm.RATE);
    private static final int PIECE = 4096;

    private WhisperWindow() {
    }

    /** @throws Fault {@code bad-request} where the model does not know the language */
    static void checkLanguage(Capabilities model, WindowRequest window) {
        if (!model.multilingual() && !window.language().equals("en") && !window.language().equals(Language.AUTO)) {
            throw Fault.badRequest("This model knows English only, not '" + window.language() + "'.");
        }
    }

    /** Samples that Whisper gets for so many bytes. */
    static int samples(byte[] pcm) {
        return Math.max(LEAST_SAMPLES, pcm.length / Pcm.BYTES);
    }

    /** Writes samples from -1 to 1, and silence up to the limit. */
    static void fill(byte[] pcm, FloatBuffer samples) {
        // By hand and in pieces: one sample at a time through buffers takes the small compiler several times as long.
        float[] piece = new float[PIECE];
        for (int at = 0; at < pcm.length / Pcm.BYTES; at += PIECE) {
            int count = Math.min(PIECE, pcm.length / Pcm.BYTES - at);
            for (int i = 0, from = at * Pcm.BYTES; i < count; i++, from += Pcm.BYTES) {
                piece[i] = (short) (pcm[from] & 0xFF | pcm[from + 1] << 8) / 32768f;
            }
            samples.put(piece, 0, count);
        }
        samples.put(new float[samples.remaining()]);
    }

    static Fault refused(Path model) {
        return new Fault(Fault.Code.BAD_MODEL, "Whisper cannot load the model file " + model.getFileName() + ".");
    }

    static Fault noMemory() {
        return new Fault(Fault.Code.INTERNAL, "Whisper has no memory for this window.");
    }

    static Fault failed(int code) {
        return new Fault(Fault.Code.INTERNAL, "Whisper failed on this window (code " + code + ").");
    }
}
