package dev.earshot.audio;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.audio.AudioMessages.OpenAudio;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.machine.Children;
import dev.earshot.whole.Samples;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files that must lie in certain folders: what is opened counts, not what was there when somebody looked. */
class AudioFileTest {

    @TempDir
    static Path data;
    @TempDir
    Path root;
    @TempDir
    Path elsewhere;

    private Path file;
    private Path secret;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(root.resolve("talks"));
        file = Files.copy(Samples.named("hello-world"), root.resolve("talks/a.wav"));
        secret = Files.copy(Samples.named("commands"), elsewhere.resolve("secret.wav"));
    }

    private byte[] heard(Path path, String ffmpeg) throws IOException {
        AudioSession session = AudioSession.create(new OpenAudio(path.toString(), 0, null, List.of(root.resolve("missing").toString(), root.toString())),
                Config.defaults().with(Map.of("data", data, "audio.ffmpeg", ffmpeg)), AudioLimits.of(Config.defaults()), new Children(data));
        try {
            session.begin();
            Optional<PcmMessage<AudioWindow>> window = session.next(null);
            return window.orElseThrow().pcm().getBytes();
        } finally {
            session.close();
        }
    }

    private Fault.Code refused(Path path) {
        return assertThrows(Fault.class, () -> heard(path, "")).code();
    }

    @Test
    void whatLiesWithinIsRead() throws IOException {
        assertTrue(heard(file, "").length > 16_000);
        Path inside = Files.createSymbolicLink(root.resolve("link.wav"), file);
        assertArrayEquals(heard(file, ""), heard(inside, ""));
    }

    /** Folders on the way to a file, such as the homes of others, need not be readable to who may read the file. */
    @Test
    void whereAllOfTheFileSystemMayBeReadNoStepIsTakenByItself() throws IOException {
        Path real = file.toRealPath();
        try (AudioFile open = AudioFile.open(file, List.of(real.getRoot().toString()))) {
            assertEquals(real, open.decoderPath());
        }
    }

    @Test
    void whatLeadsOutIsNot() throws IOException {
        assertEquals(Fault.Code.FORBIDDEN, refused(secret));
        Files.delete(file);
        Files.createSymbolicLink(file, secret);
        assertEquals(Fault.Code.FORBIDDEN, refused(file));
        Files.createSymbolicLink(root.resolve("away"), elsewhere);
        assertEquals(Fault.Code.FORBIDDEN, refused(root.resolve("away/secret.wav")));
        assertEquals(Fault.Code.FORBIDDEN, refused(root.resolve("talks/../../" + elsewhere.getFileName() + "/secret.wav")));
    }

    /** What becomes a link after it was resolved. */
    @Test
    void noStepOfTheWayDownFollowsALink() throws IOException {
        Files.createSymbolicLink(root.resolve("folder"), elsewhere);
        Files.createSymbolicLink(root.resolve("link.wav"), secret);

        assertThrows(IOException.class, () -> AudioFile.openWithin(root, Path.of("folder/secret.wav")));
        assertThrows(IOException.class, () -> AudioFile.openWithin(root, Path.of("link.wav")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp3", "flac", "ogg", "m4a", "mkv", "aac", "aiff", "au", "caf", "w64"})
    void aDecoderReadsWhatWasOpenedThoughItsNameMeansAnotherFileByThen(String ending) throws IOException {
        Media media = new Media(data);
        Path good = media.encode(file, root.resolve("talks/b." + ending));
        Path bad = media.encode(secret, elsewhere.resolve("secret." + ending));
        byte[] expected = heard(good, "");
        FfmpegBinary real = FfmpegBinary.find("", data);
        // Swaps the file for a link as soon as the service has opened it, and only then decodes.
        Path decoder = Files.writeString(elsewhere.resolve("decoder"), "#!/bin/sh\nrm '" + good + "'\nln -s '" + bad + "' '" + good
                + "'\nexport LD_LIBRARY_PATH='" + real.libraries() + "'\nexec '" + real.executable() + "' \"$@\"\n");
        assertTrue(decoder.toFile().setExecutable(true));

        if (Files.isDirectory(Path.of("/proc/self/fdinfo"))) {
            assertArrayEquals(expected, heard(good, decoder.toString()));
        } else {
            assertEquals(Fault.Code.FORBIDDEN, assertThrows(Fault.class, () -> heard(good, decoder.toString())).code());
        }
        assertTrue(Files.isSymbolicLink(good), "it was swapped");
    }
}
