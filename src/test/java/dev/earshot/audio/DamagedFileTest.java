package dev.earshot.audio;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.audio.AudioMessages.OpenAudio;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.machine.Children;
import dev.earshot.whole.Samples;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files that were cut off: what is there is heard, and that there should be more is said. */
class DamagedFileTest {

    @TempDir
    static Path data;
    private static Path recording;
    private static Media media;

    @TempDir
    Path folder;

    @BeforeAll
    static void record() throws IOException {
        media = new Media(data);
        recording = Samples.recording(data.resolve("long.wav"), 60);
    }

    private static AudioWindow end(Path file) {
        AudioSession session = AudioSession.create(new OpenAudio(file.toString(), 0, null, null), Config.defaults().with(Map.of("data", data)),
                AudioLimits.of(Config.defaults()), new Children(data));
        try {
            session.begin();
            Optional<PcmMessage<AudioWindow>> window;
            do {
                window = session.next(null);
            } while (window.isEmpty() || !window.get().meta().done());
            return window.get().meta();
        } finally {
            session.close();
        }
    }

    private Path encode(String ending, String arguments) throws IOException {
        String[] options = arguments.replace("VIDEO ", "").split(" ");
        if (arguments.startsWith("VIDEO")) {
            options = Stream.concat(Stream.of("-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=60", "-map", "0:a", "-map", "1:v"),
                    Arrays.stream(options)).toArray(String[]::new);
        }
        return media.encode(recording, folder.resolve("whole." + ending), options);
    }

    private Path cut(Path file, double share) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return Files.write(folder.resolve("cut-" + file.getFileName()), Arrays.copyOf(bytes, (int) (bytes.length * share)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "flac|-c:a flac", "mp3|-c:a libmp3lame -q:a 4", "m4a|-c:a aac -movflags +faststart", "webm|-c:a libopus", "aiff|-c:a pcm_s16be",
        "mp4|VIDEO -c:v mpeg4 -c:a aac -movflags +faststart", "mkv|VIDEO -c:v mpeg4 -c:a libopus -ar 48000", "wav|-c:a pcm_s16le",
        "wav|-c:a adpcm_ms"})
    void whatIsMissingIsSaid(String ending, String arguments) throws IOException {
        Path whole = encode(ending, arguments);
        double seconds = end(whole).end();
        assertFalse(end(whole).incomplete());

        AudioWindow end = end(cut(whole, 0.4));

        assertTrue(end.incomplete());
        assertEquals(seconds, end.duration(), 0.2, "the length is what the container says");
        assertTrue(end.position() > 0.2 * seconds && end.position() < 0.6 * seconds, end.toString());
    }

    /** Ogg has its length at its end only. */
    @Test
    void anOggFileThatIsCutOffIsKnownByItsLastPage() throws IOException {
        Path whole = encode("ogg", "-c:a libopus");
        assertFalse(end(whole).incomplete());
        AudioWindow end = end(cut(whole, 0.4));
        assertTrue(end.incomplete());
        assertTrue(end.position() < 30, end.toString());

        long size = Files.size(whole);
        for (int missing = 1; missing < size; missing += 997) {
            try (FileChannel channel = FileChannel.open(cut(whole, (size - missing) / (double) size), StandardOpenOption.READ)) {
                assertTrue(channel.size() < 4 || OggEnd.isTruncated(channel), missing + " of " + size + " bytes are missing");
            }
        }
        try (FileChannel channel = FileChannel.open(recording, StandardOpenOption.READ)) {
            assertFalse(OggEnd.isTruncated(channel), "it is no Ogg file");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // Without a length the bit rate is all there is to go by; one that changes makes that wrong.
        "mp3|-af volume=0:enable='gt(t,10)' -c:a libmp3lame -q:a 4 -write_xing 0", "aac|-af volume=0:enable='gt(t,10)' -c:a aac",
        "webm|-c:a libopus -f webm -live 1",
        // The picture goes on after the audio.
        "mp4|VIDEO -af atrim=0:20 -c:v mpeg4 -c:a aac", "mkv|VIDEO -af atrim=0:20 -c:v mpeg4 -c:a libopus -ar 48000"})
    void whatOnlyLooksShortIsNotCalledDamaged(String ending, String arguments) throws IOException {
        assertFalse(end(encode(ending, arguments)).incomplete());
    }

    @Test
    void aRecorderThatDoesNotKnowTheLengthYetIsNotDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("samples/digits.wav"));
        for (int claimed : new int[] {0, -1, 0x7FFFF000, Integer.MIN_VALUE}) {
            java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(40, claimed);
            AudioWindow end = end(Files.write(folder.resolve("piped.wav"), bytes));
            assertFalse(end.incomplete(), Integer.toHexString(claimed));
            assertEquals(3.8, end.duration(), 0.1);
        }
    }
}
