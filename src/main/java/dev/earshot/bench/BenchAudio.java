package dev.earshot.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Audio for the benchmark: the project's samples as 16 kHz mono WAV of wanted lengths. */
final class BenchAudio {

    private static final int RATE = 16_000;
    private static final int HEADER = 44;
    private static final float QUIET = 0.005f;

    private BenchAudio() {
    }

    /** The samples with a transcript beside them, in alphabetical order. */
    static List<Path> samples(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".wav") && Files.exists(transcript(file))).sorted().toList();
        }
    }

    static Path transcript(Path wav) {
        return Path.of(wav.toString().replaceAll("\\.wav$", ".txt"));
    }

    /** Exactly so many seconds: the samples that fit, one after the other, half a second of silence between, silence at the end. */
    static byte[] wav(List<Path> samples, double seconds) throws IOException {
        ByteBuffer pcm = ByteBuffer.allocate((int) (seconds * RATE) * 2);
        for (Path file : order(samples, seconds)) {
            byte[] sample = Files.readAllBytes(file);
            pcm.put(sample, HEADER, sample.length - HEADER);
            pcm.position(Math.min(pcm.limit(), pcm.position() + RATE));
        }
        return wrap(pcm.array());
    }

    /** Which samples {@link #wav} puts one after the other. */
    static List<Path> order(List<Path> samples, double seconds) throws IOException {
        List<Path> order = new ArrayList<>();
        long left = (int) (seconds * RATE) * 2L;
        for (int i = 0, candidates = samples.size(); candidates > 0; i++) {
            Path file = samples.get(i % samples.size());
            long length = Files.size(file) - HEADER;
            if (length > left) {
                candidates--;
                continue;
            }
            candidates = samples.size();
            order.add(file);
            left -= Math.min(left, length + RATE);
        }
        return order;
    }

    /** What is spoken in {@link #wav}. */
    static String words(List<Path> samples, double seconds) throws IOException {
        StringBuilder words = new StringBuilder();
        for (Path sample : order(samples, seconds)) {
            words.append(Files.readString(transcript(sample)).strip()).append(' ');
        }
        return words.toString().strip();
    }

    static float[] floats(byte[] wav) {
        ByteBuffer pcm = ByteBuffer.wrap(wav, HEADER, wav.length - HEADER).order(ByteOrder.LITTLE_ENDIAN);
        float[] samples = new float[pcm.remaining() / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm.getShort() / 32768f;
        }
        return samples;
    }

    /**
     * From shortly before the first to shortly after the last audio, as the service cuts its windows: Whisper works longer on
     * silence at the end, so that without this the service would be measured against a call that does more.
     */
    static float[] speech(float[] samples) {
        int margin = RATE / 5;
        int first = 0;
        int last = samples.length - 1;
        while (first < last && Math.abs(samples[first]) < QUIET) {
            first++;
        }
        while (last > first && Math.abs(samples[last]) < QUIET) {
            last--;
        }
        return Arrays.copyOfRange(samples, Math.max(0, first - margin), Math.min(samples.length, last + margin));
    }

    private static byte[] wrap(byte[] pcm) {
        return ByteBuffer.allocate(HEADER + pcm.length).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x46464952).putInt(36 + pcm.length).putInt(0x45564157)
                .putInt(0x20746d66).putInt(16).putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * 2)
                .putShort((short) 2).putShort((short) 16).putInt(0x61746164).putInt(pcm.length).put(pcm).array();
    }
}
