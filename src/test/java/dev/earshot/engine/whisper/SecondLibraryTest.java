package dev.earshot.engine.whisper;

import com.sun.jna.NativeLibrary;
import dev.earshot.engine.TestSamples;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.binding.NativeFolder;
import dev.earshot.engine.whisper.binding.UnfitLibrary;
import dev.earshot.engine.whisper.binding.WhisperLibrary;
import dev.earshot.speech.AlignmentHead;
import dev.earshot.speech.Word;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A library beside the packaged one: {@link TestSamples#NEWER_LIBRARY}. */
class SecondLibraryTest {

    @TempDir
    Path data;

    @BeforeEach
    void prepare() {
        new NativeFolder(new WhisperFactory().install(data)).use();
    }

    @Test
    void aNewerLibraryIsProvenAndHearsTheWordsBesideThePackagedOne() throws UnfitLibrary, EngineLost, WindowAborted {
        assumeTrue(Files.exists(TestSamples.NEWER_LIBRARY) && System.getProperty("os.arch").equals("amd64"), "the npm package is not installed");
        WhisperLibrary newer = WhisperLibrary.open(TestSamples.NEWER_LIBRARY, line -> { });
        WhisperLibrary packaged = WhisperLibrary.open(new NativeFolder(new WhisperFactory().install(data)).whisper().orElseThrow(), line -> { });
        assertEquals("1.9.3-dev 1.7.1", newer.version() + " " + packaged.version());

        // Their symbols have the same names: were they open to all, one would call into the other.
        try (SpeechEngine second = CApiEngine.load(newer, TestSamples.MODEL, LibraryChoice.PACKAGED);
             SpeechEngine first = CApiEngine.load(packaged, TestSamples.MODEL, LibraryChoice.PACKAGED);
             SpeechEngine plain = JniEngine.load(TestSamples.MODEL, line -> { }, LibraryChoice.PACKAGED, null)) {
            for (String sample : new String[] {"digits", "hello-world"}) {
                for (SpeechEngine engine : new SpeechEngine[] {second, first, plain, second}) {
                    String heard = TestSamples.text(engine.recognise(TestSamples.window(TestSamples.pcm(sample))));
                    assertEquals(TestSamples.words(sample), heard, engine.info().toString());
                }
            }
            WindowRequest digits = TestSamples.window(TestSamples.pcm("digits"));
            for (SpeechEngine engine : new SpeechEngine[] {second, first}) {
                List<Word> words = engine.recognise(digits.withWords(List.of(new AlignmentHead(2, 0)))).segments().stream()
                        .flatMap(segment -> segment.words().stream()).toList();
                assertEquals(10, words.size(), engine.info().toString());
                assertTrue(words.get(4).start() > 1 && words.get(4).end() < 2, words.toString());
                assertTrue(engine.recognise(digits).segments().stream().allMatch(segment -> segment.words() == null));
            }
        }
    }

    /** What is open to all of a process takes the calls of every library with the same symbols that is opened after it, for as long as the process lives. */
    @Test
    void noLibraryIsOpenToOthers() throws UnfitLibrary {
        WhisperLibrary.open(new NativeFolder(new WhisperFactory().install(data)).whisper().orElseThrow(), null);

        assertThrows(UnsatisfiedLinkError.class, () -> NativeLibrary.getProcess().getFunction("whisper_full_with_state"));
    }

    @Test
    void whatIsNoSuchLibraryIsRefusedInWords() {
        UnfitLibrary none = assertThrows(UnfitLibrary.class, () -> WhisperLibrary.open(data.resolve("none.so"), null));
        assertTrue(none.getMessage().contains("none.so cannot be bound"), none.getMessage());
        UnfitLibrary other = assertThrows(UnfitLibrary.class,
                () -> WhisperLibrary.open(new WhisperFactory().install(data).resolve(System.mapLibraryName("ggml")), null));
        assertTrue(other.getMessage().contains("whisper_full_default_params_by_ref"), other.getMessage());
    }
}
