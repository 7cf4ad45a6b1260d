package dev.earshot.engine.whisper;

import dev.earshot.bus.Fault;
import dev.earshot.engine.TestSamples;
import dev.earshot.engine.process.ProcessEngine;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.machine.Children;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelFileTest {

    private static byte[] good;

    @TempDir
    Path folder;

    @BeforeAll
    static void read() throws IOException {
        good = Files.readAllBytes(TestSamples.MODEL);
    }

    private void assertBad(String why, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("bad.bin"), content);
        Fault fault = assertThrows(Fault.class, () -> ModelFile.check(file), why);
        assertEquals(Fault.Code.BAD_MODEL, fault.code());
        assertTrue(fault.getMessage().contains(why), fault.getMessage());
    }

    private static byte[] with(int offset, int value) {
        byte[] changed = good.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
        return changed;
    }

    @Test
    void realModelsOfAllKindsPass() throws IOException {
        assertFalse(ModelFile.check(TestSamples.MODEL).multilingual());
        assertTrue(ModelFile.check(SyntheticModel.named("micro").write(folder.resolve("a.bin"))).multilingual());
        assertTrue(ModelFile.check(SyntheticModel.named("base-q8_0").write(folder.resolve("b.bin"))).multilingual());
        assertTrue(ModelFile.check(SyntheticModel.named("large-v3-turbo-q5_0").write(folder.resolve("c.bin"))).multilingual());
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        assertBad("it is empty", new byte[0]);
        assertBad("no Whisper model", "RIFF....WAVEfmt and more of it".getBytes());
        byte[] random = new byte[100_000];
        new Random(7).nextBytes(random);
        assertBad("no Whisper model", random);
        assertBad("would be", new byte[] {0x6c, 0x6d, 0x67, 0x67, 0, 0, 0, 0, 0, 0, 0, 0});
        Fault folderFault = assertThrows(Fault.class, () -> ModelFile.check(folder));
        assertTrue(folderFault.getMessage().contains("not a file"));
    }

    @Test
    void aVoiceActivityModelIsRefused() throws IOException {
        // whisper.cpp's Silero files share the magic number; then come the length of a type name, "silero", versions, window sizes.
        ByteBuffer silero = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        silero.putInt(0x67676d6c).putInt(6).put("silero".getBytes()).putInt(5).putInt(1).putInt(2).putInt(512).putInt(64);
        assertBad("its vocabulary would be 6", silero.array());
    }

    @Test
    void aHeaderWithAbsurdDimensionsIsRefused() throws IOException {
        for (int field = 1; field <= 11; field++) {
            assertBad("would be", with(4 * field, Integer.MAX_VALUE));
            assertBad("would be", with(4 * field, -1));
        }
        assertBad("contradict", with(4 * 4, 3));
    }

    @Test
    void lengthsThatLieAreRefused() throws IOException {
        int vocabulary = 4 * 14 + 4 * 80 * 201;
        assertBad("vocabulary entries would be", with(vocabulary, 60_000));
        assertBad("length of a vocabulary entry would be", with(vocabulary + 4, 0x7FFFFFF0));
        assertBad("length of a vocabulary entry would be", with(vocabulary + 4, -5));
    }

    @Test
    void aVocabularyWithoutTheBlankThatWhisperLooksUpIsRefused() throws IOException {
        byte[] changed = good.clone();
        for (int i = 64_380; i < 1_000_000; i++) {
            if (changed[i - 4] == 1 && changed[i - 3] == 0 && changed[i - 2] == 0 && changed[i - 1] == 0 && changed[i] == ' ') {
                changed[i] = '_';
            }
        }
        assertBad("no blank", changed);
    }

    @Test
    void oneByteMoreOrLessIsRefused() throws IOException {
        assertBad("cut off", Arrays.copyOf(good, good.length - 1));
        assertBad("cut off", Arrays.copyOf(good, good.length + 1));
        assertBad("cut off", Arrays.copyOf(good, good.length / 2));
        assertBad("cut off", Arrays.copyOf(good, 30));
    }

    @Test
    void aHundredMutatedFilesAreRefusedOrHarmless() throws IOException, EngineLost, WindowAborted {
        Random random = new Random(20261121);
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            byte[] mutant = mutate(good.clone(), random, i);
            Path file = Files.write(folder.resolve("mutant.bin"), mutant);
            try {
                ModelFile.check(file);
            } catch (Fault fault) {
                assertEquals(Fault.Code.BAD_MODEL, fault.code(), "mutant " + i);
                refused++;
                continue;
            }
            // Only weights or words differ: it loads, hears nonsense at worst, and ends on its own terms.
            try (SpeechEngine engine = ProcessEngine.start(file, folder, Duration.ofMinutes(1), new Children(folder))) {
                engine.recognise(TestSamples.window(TestSamples.pcm("hello-world")).withAudioContext(AudioContext.positions(2, 384, 128)));
            }
        }
        assertTrue(refused >= 60, refused + " refused");
    }

    /** Cuts, overwrites in the header, the vocabulary and anywhere, insertions. */
    private static byte[] mutate(byte[] model, Random random, int kind) {
        switch (kind % 5) {
            case 0:
                return Arrays.copyOf(model, random.nextInt(model.length));
            case 1:
                for (int i = 0; i < 1 + random.nextInt(4); i++) {
                    model[random.nextInt(56)] = (byte) random.nextInt();
                }
                return model;
            case 2:
                model[64_380 + random.nextInt(600_000)] = (byte) random.nextInt();
                return model;
            case 3:
                for (int i = 0; i < 20; i++) {
                    model[random.nextInt(model.length)] = (byte) random.nextInt();
                }
                return model;
            default:
                int at = random.nextInt(model.length);
                byte[] longer = new byte[model.length + 1 + random.nextInt(100)];
                System.arraycopy(model, 0, longer, 0, at);
                System.arraycopy(model, at, longer, longer.length - (model.length - at), model.length - at);
                return longer;
        }
    }
}
