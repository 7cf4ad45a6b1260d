package dev.earshot.whole;

import dev.earshot.audio.Decoded;
import dev.earshot.bench.WordErrors;
import dev.earshot.boot.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Speech is recognised as well as the model can, and long recordings as well as their parts: no words are lost because they stand among others. */
class LongRecordingTest {

    /** An utterance, its true words, and the errors in what is heard of it alone. */
    private record Utterance(byte[] pcm, String words, int errors) {

        int count() {
            return words.split("\\s+").length;
        }
    }

    @TempDir
    static Path data;

    private static Service service;
    private static Client client;
    private static List<Utterance> held;

    @BeforeAll
    static void hearThemOneByOne() throws IOException {
        service = ServiceFixture.serve(data);
        client = new Client(service);
        Map<Path, byte[]> decoded = new LinkedHashMap<>();
        for (Path file : Samples.held()) {
            decoded.put(file, Decoded.pcm(file, data));
        }
        held = new ArrayList<>();
        decoded.forEach((file, pcm) -> {
            String words = Samples.words(file);
            held.add(new Utterance(pcm, words, WordErrors.count(words, client.transcribe(file))));
        });
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void heldOutSpeechIsRecognisedAsWellAsTheModelCan() {
        int errors = held.stream().mapToInt(Utterance::errors).sum();

        // Straight through whisper-jni: 14 errors in 457 words (3.1 %).
        assertTrue(errors <= 16, errors + " errors in " + held.stream().mapToInt(Utterance::count).sum() + " words");
    }

    @ParameterizedTest
    @CsvSource({"10, 120, 0.15, 0.7", "4, 120, 0.15, 3", "1, 300, 1, 5", "1, 600, 0.15, 3"})
    void theWordErrorRateIsAtMostOnePointAboveThatOfTheParts(int strings, int seconds, double shortest, double longest, @TempDir Path folder)
            throws IOException {
        double words = 0;
        double alone = 0;
        double together = 0;
        // Two words are a point of two minutes, so many strings of these are counted together (docs/micro-model says how far single ones differ).
        for (int i = 0; i < strings; i++) {
            List<Utterance> parts = new ArrayList<>();
            Path recording = Samples.wav(folder.resolve("long.wav"), string(seconds, shortest, longest, new Random(seconds + i), parts));
            words += parts.stream().mapToInt(Utterance::count).sum();
            alone += parts.stream().mapToInt(Utterance::errors).sum();
            together += WordErrors.count(String.join(" ", parts.stream().map(Utterance::words).toList()), client.transcribe(recording));
        }

        assertTrue(together <= alone + 0.01 * words, together + " errors together, " + alone + " one by one, in " + words + " words");
    }

    /** Utterances in random order, each as often as the others, with pauses between them. */
    private static byte[] string(int seconds, double shortest, double longest, Random random, List<Utterance> parts) {
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        List<Utterance> left = new ArrayList<>();
        while (pcm.size() < seconds * Samples.RATE * 2) {
            if (left.isEmpty()) {
                left.addAll(held);
                Collections.shuffle(left, random);
            }
            Utterance next = left.remove(0);
            parts.add(next);
            pcm.writeBytes(next.pcm());
            pcm.writeBytes(new byte[2 * (int) ((shortest + (longest - shortest) * random.nextDouble()) * Samples.RATE)]);
        }
        return pcm.toByteArray();
    }
}
