package dev.earshot.audio;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WavSourceTest {

    @TempDir
    Path folder;

    private static short[] read(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        return TestAudio.readAll(new WavSource(channel, WavFormat.read(channel).orElseThrow()));
    }

    private static Optional<WavFormat> format(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return WavFormat.read(channel);
        }
    }

    @Test
    void whatTheEngineHearsAlreadyPassesUntouched() throws IOException {
        assertArrayEquals(TestAudio.sample("digits"), read(Path.of("samples/digits.wav")));
    }

    @Test
    void ofARecordingThatIsLongerThanItsHeaderCanSayNothingIsLost() throws IOException {
        long bytes = 4_500_000_000L;
        ByteBuffer head = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN);
        head.put("RF64".getBytes(StandardCharsets.US_ASCII)).putInt(-1).put("WAVEds64".getBytes(StandardCharsets.US_ASCII)).putInt(28)
                .putLong(bytes + 72).putLong(bytes).putLong(bytes / 4).putInt(0);
        head.put("fmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1).putShort((short) 2).putInt(48_000).putInt(192_000)
                .putShort((short) 4).putShort((short) 16).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(-1);
        Path file = folder.resolve("long.wav");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(head.flip());
            // With a hole in it, where the file system knows holes.
            channel.write(ByteBuffer.wrap(new byte[] {1}), head.limit() + bytes - 1);
        }
        assertEquals(bytes, format(file).orElseThrow().length());
        assertEquals(bytes / 192_000.0, format(file).orElseThrow().duration(), 0.001);
    }

    /** A 440 Hz tone at half of full scale, in every encoding, is the same tone at 16 kHz. */
    @ParameterizedTest
    @CsvSource({"1,8,16000,1", "1,16,44100,2", "1,24,48000,1", "1,32,22050,2", "3,32,96000,1", "3,64,16000,6", "6,8,8000,1", "7,8,8000,2",
            "1,16,11025,1", "1,24,192000,2", "1,16,44101,1", "1,16,7350,3"})
    void everyEncodingRateAndChannelCountIsRead(int tag, int bits, int rate, int channels) throws IOException {
        double seconds = 1;
        ByteBuffer data = ByteBuffer.allocate((int) (rate * seconds) * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int frame = 0; frame < rate * seconds; frame++) {
            for (int channel = 0; channel < channels; channel++) {
                put(data, tag, bits, 0.5 * Math.sin(2 * Math.PI * 440 * frame / rate));
            }
        }
        short[] heard = read(TestAudio.wav(folder.resolve("a.wav"), tag, channels, rate, bits, data.array()));

        assertEquals(16_000 * seconds, heard.length, 1);
        double worst = 0;
        for (int i = 800; i < heard.length - 800; i++) {
            worst = Math.max(worst, Math.abs(heard[i] / 32768.0 - 0.5 * Math.sin(2 * Math.PI * 440 * i / 16000)));
        }
        double allowed = bits == 8 ? 0.02 : 0.0005;
        assertTrue(worst < allowed, "off by " + worst);
    }

    private static void put(ByteBuffer data, int tag, int bits, double value) {
        switch (tag * 100 + bits) {
            case 108 -> data.put((byte) Math.round(value * 127 + 128));
            case 116 -> data.putShort((short) Math.round(value * 32767));
            case 124 -> {
                int v = (int) Math.round(value * 8388607);
                data.put((byte) v).put((byte) (v >> 8)).put((byte) (v >> 16));
            }
            case 132 -> data.putInt((int) Math.round(value * 2147483647.0));
            case 332 -> data.putFloat((float) value);
            case 364 -> data.putDouble(value);
            case 608 -> data.put(nearest(value, G711::aLaw));
            default -> data.put(nearest(value, G711::muLaw));
        }
    }

    private interface Decoder {
        float decode(byte code);
    }

    /** Encodes by trying all codes: the decoder is what is tested, against the tone. */
    private static byte nearest(double value, Decoder decoder) {
        byte best = 0;
        for (int code = -128; code < 128; code++) {
            if (Math.abs(decoder.decode((byte) code) - value) < Math.abs(decoder.decode(best) - value)) {
                best = (byte) code;
            }
        }
        return best;
    }

    @Test
    void theCodesOfG711AreDecodedAsTheStandardSays() {
        assertEquals(-32124 / 32768f, G711.muLaw((byte) 0x00));
        assertEquals(32124 / 32768f, G711.muLaw((byte) 0x80));
        assertEquals(0f, G711.muLaw((byte) 0xFF));
        assertEquals(8 / 32768f, G711.aLaw((byte) 0xD5));
        assertEquals(-8 / 32768f, G711.aLaw((byte) 0x55));
        assertEquals(32256 / 32768f, G711.aLaw((byte) 0xAA));
    }

    @Test
    void numbersThatAreNoneAreSilence() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(16_000).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.putFloat(Float.NaN).putFloat(Float.POSITIVE_INFINITY);
        }
        for (short value : read(TestAudio.wav(folder.resolve("nan.wav"), 3, 1, 16_000, 32, data.array()))) {
            assertEquals(0, value);
        }
    }

    @Test
    void lengthsAreBelievedAsFarAsTheFileReaches() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("samples/hello-world.wav"));
        for (int lie : new int[] {0, -1, Integer.MAX_VALUE}) {
            byte[] changed = whole.clone();
            ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(40, lie);
            assertArrayEquals(TestAudio.sample("hello-world"), read(Files.write(folder.resolve("lie.wav"), changed)));
        }
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 10_001);
        assertEquals(TestAudio.sample("hello-world").length - 5001, read(Files.write(folder.resolve("cut.wav"), cut)).length);
    }

    @Test
    void chunksInBetweenAndTheExtensibleHeaderAreUnderstood() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes()).putInt(292).put("WAVEJUNK".getBytes()).putInt(3).put(new byte[4])
                .put("fmt ".getBytes()).putInt(40).putShort((short) 0xFFFE).putShort((short) 1).putInt(16_000).putInt(32_000)
                .putShort((short) 2).putShort((short) 16).putShort((short) 22).putShort((short) 16).putInt(4)
                .putShort((short) 1).put(new byte[14]).put("data".getBytes()).putInt(100);
        int at = file.position();
        for (int i = 0; i < 50; i++) {
            file.putShort((short) (i * 100));
        }
        short[] heard = read(Files.write(folder.resolve("x.wav"), java.util.Arrays.copyOf(file.array(), at + 100)));

        assertEquals(50, heard.length);
        assertEquals(4900, heard[49]);
    }

    @Test
    void kindsOfWavThatAreNotReadHereAreLeftToFfmpeg() throws IOException {
        assertTrue(format(TestAudio.wav(folder.resolve("adpcm.wav"), 2, 1, 16_000, 4, new byte[100])).isEmpty());
        assertTrue(format(Files.writeString(folder.resolve("text.wav"), "this is no audio at all, is it?")).isEmpty());
        assertTrue(format(TestAudio.wav(folder.resolve("channels.wav"), 1, 0, 16_000, 16, new byte[100])).isEmpty());
    }
}
