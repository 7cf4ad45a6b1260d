package dev.earshot.whole;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The recordings in the project, and longer ones made of them. All are 16 kHz mono 16-bit with the usual 44 bytes of header. */
public final class Samples {

    public static final int RATE = 16_000;
    private static final int HEADER = 44;

    private Samples() {
    }

    /** The six samples with words of the micro model's vocabulary. */
    public static List<Path> all() {
        return list(Path.of("samples"), ".wav");
    }

    /** Held-out utterances of the micro model's test set. */
    public static List<Path> held() {
        return list(Path.of("samples/held"), ".flac");
    }

    public static Path named(String name) {
        return Path.of("samples", name + ".wav");
    }

    public static String words(Path audio) {
        try {
            return Files.readString(Path.of(audio.toString().replaceAll("\\.(wav|flac)$", ".txt"))).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static float[] floats(Path wav) throws IOException {
        ByteBuffer pcm = ByteBuffer.wrap(pcm(wav)).order(ByteOrder.LITTLE_ENDIAN);
        float[] samples = new float[pcm.remaining() / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm.getShort() / 32768f;
        }
        return samples;
    }

    /** All samples one after the other, again and again, with pauses, until at least so long. */
    public static Path recording(Path file, int seconds) throws IOException {
        ByteBuffer pcm = ByteBuffer.allocate((seconds + 20) * RATE * 2);
        List<Path> samples = all();
        for (int i = 0; pcm.position() < seconds * RATE * 2; i++) {
            pcm.put(pcm(samples.get(i % samples.size())));
            pcm.position(pcm.position() + RATE);
        }
        byte[] data = new byte[pcm.position()];
        pcm.rewind().get(data);
        return wav(file, data);
    }

    public static Path wav(Path file, byte[] pcm) throws IOException {
        return Files.write(file, ByteBuffer.allocate(HEADER + pcm.length).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x46464952).putInt(36 + pcm.length).putInt(0x45564157)
                .putInt(0x20746d66).putInt(16).putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * 2)
                .putShort((short) 2).putShort((short) 16).putInt(0x61746164).putInt(pcm.length).put(pcm).array());
    }

    private static byte[] pcm(Path wav) throws IOException {
        byte[] bytes = Files.readAllBytes(wav);
        return java.util.Arrays.copyOfRange(bytes, HEADER, bytes.length);
    }

    static List<Path> list(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)
                    && Files.exists(Path.of(file.toString().replaceAll("\\.(wav|flac)$", ".txt")))).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
