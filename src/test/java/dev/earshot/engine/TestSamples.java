package dev.earshot.engine;

import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Pcm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** PCM of the project's samples. */
public final class TestSamples {

    public static final Path MODEL = Path.of("src/main/resources/models/ggml-micro.en.bin");
    /** A newer whisper.cpp that somebody else has built; it is there after {@code npm install --no-save @fugood/whisper.node@1.1.3}. */
    public static final Path NEWER_LIBRARY = Path.of("node_modules/@fugood/node-whisper-linux-x64/index.node").toAbsolutePath();

    private TestSamples() {
    }

    public static byte[] pcm(String name) {
        try {
            byte[] wav = Files.readAllBytes(Path.of("samples", name + ".wav"));
            return Arrays.copyOfRange(wav, 44, wav.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String words(String name) {
        try {
            return Files.readString(Path.of("samples", name + ".txt")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nearly 30 s of different samples. */
    public static byte[] longWindow() {
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        for (int i = 0; pcm.size() < 24 * Pcm.RATE * Pcm.BYTES; i++) {
            pcm.writeBytes(pcm(List.of("digits", "commands", "digits-gb", "commands-us", "numbers-scotland").get(i % 5)));
            pcm.writeBytes(new byte[Pcm.RATE]);
        }
        return pcm.toByteArray();
    }

    static byte[] silence(double seconds) {
        return new byte[(int) (seconds * Pcm.RATE) * Pcm.BYTES];
    }

    /** Loud white noise, the same each time. */
    public static byte[] noise(double seconds) {
        Random random = new Random(1);
        byte[] pcm = silence(seconds);
        for (int i = 0; i < pcm.length; i += Pcm.BYTES) {
            int sample = (int) (random.nextGaussian() * 3000);
            pcm[i] = (byte) sample;
            pcm[i + 1] = (byte) (sample >> 8);
        }
        return pcm;
    }

    public static WindowRequest window(byte[] pcm) {
        return new WindowRequest(pcm, "en", false, "", 0, 0, 2);
    }

    public static String text(Recognition recognition) {
        StringBuilder text = new StringBuilder();
        recognition.segments().forEach(segment -> text.append(segment.text()));
        return text.toString().strip();
    }
}
