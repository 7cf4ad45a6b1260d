package dev.earshot.engine;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import dev.earshot.bus.BusRig;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages.EngineLibrary;
import dev.earshot.engine.EngineMessages.EngineStatus;
import dev.earshot.engine.EngineMessages.LibraryPin;
import dev.earshot.engine.EngineMessages.LoadEngineModel;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.whisper.WhisperFactory;
import dev.earshot.engine.whisper.binding.NativeFolder;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** engine.library: a whisper.cpp of the user's own, and all that can be wrong with it. */
class OwnLibraryTest extends BusRig {

    /** Of Linux. */
    private static final int RTLD_LAZY = 1;
    private static final String RECOGNISES = "whisper_full_with_state";

    private void deploy(Path library, Config.Isolation isolation) {
        await(vertx.deployVerticle(new EngineVerticle(bus, Config.defaults().with(Map.of("data", data, "engine.library", library, "engine.threads", 2,
                "engine.isolation", isolation.name().toLowerCase(Locale.ROOT))), Clock.systemUTC()), EngineVerticle.deployment()));
    }

    private void load(String model) {
        await(bus.request(EngineMessages.LOAD, new LoadEngineModel(model, TestSamples.MODEL.toString(), null, null)));
    }

    private void recognise(String model) {
        TranscribedWindow heard = await(bus.request(EngineMessages.TRANSCRIBE, new PcmMessage<>(
                new TranscribeWindow(model, null, null, model, "en", false, null, null, null), Buffer.buffer(TestSamples.pcm("digits")))));
        assertEquals(TestSamples.words("digits"), TestSamples.text(new Recognition(heard.segments(), "en")));
        assertTrue(heard.audioContext() < 768, "it tells how sure it was of each token, so short speech is short: " + heard.audioContext());
    }

    /** Loads two models, and lets both recognise a sample. */
    private EngineStatus recognise() {
        for (String model : List.of("one", "two")) {
            load(model);
            recognise(model);
        }
        return await(bus.request(EngineMessages.STATUS, Empty.INSTANCE));
    }

    /** Loads a model by one library alone. */
    private EngineLibrary pinned(LibraryPin pin) {
        await(bus.request(EngineMessages.UNLOAD, new EngineMessages.UnloadEngineModel("pinned")));
        await(bus.request(EngineMessages.LOAD, new LoadEngineModel("pinned", TestSamples.MODEL.toString(), null, null, null, pin)));
        TranscribedWindow heard = await(bus.request(EngineMessages.TRANSCRIBE, new PcmMessage<>(
                new TranscribeWindow("pinned", null, null, "pinned", "en", false, null, null, null), Buffer.buffer(TestSamples.pcm("digits")))));
        assertEquals(TestSamples.words("digits"), TestSamples.text(new Recognition(heard.segments(), "en")));
        return heard.library();
    }

    private void unavailable(String why) {
        Fault fault = assertThrows(Fault.class, () -> pinned(LibraryPin.OWN));
        assertEquals(Fault.Code.ENGINE_UNAVAILABLE, fault.code());
        assertTrue(fault.getMessage().contains(why), fault.getMessage());
    }

    /** Before and after the library was found to be none. */
    @Test
    void aModelThatIsPinnedIsLoadedByItsLibraryAlone() throws IOException {
        deploy(Files.writeString(data.resolve("libwhisper.so"), "no library"), Config.Isolation.PROCESS);

        unavailable("cannot be bound");
        assertNull(pinned(LibraryPin.PACKAGED).notice(), "it has what it wants");
        assertTrue(recognise().models().stream().anyMatch(process -> process.library().notice() != null), "who is not pinned goes on with the packaged one");
        unavailable("cannot be bound");
    }

    @Test
    void aModelThatIsPinnedToNoLibraryIsRefused() {
        deploy(Path.of(""), Config.Isolation.PROCESS);

        unavailable("engine.library names none");
    }

    @Test
    void amongTwoLibrariesEachModelHasItsOwn() throws IOException {
        Path own = packaged("libwhisper.");
        deploy(own, Config.Isolation.PROCESS);

        assertEquals(own.toString(), pinned(LibraryPin.OWN).file());
        EngineLibrary packaged = pinned(LibraryPin.PACKAGED);
        assertEquals("whisper.cpp 1.7.1 null null", packaged.name() + " " + packaged.version() + " " + packaged.file() + " " + packaged.notice());
    }

    private Path packaged(String name) throws IOException {
        try (Stream<Path> files = Files.list(new WhisperFactory().install(data))) {
            return files.filter(file -> file.getFileName().toString().startsWith(name)).findFirst().orElseThrow();
        }
    }

    private void refused(Path library, Config.Isolation isolation, String why) {
        deploy(library, isolation);
        EngineStatus status = recognise();

        for (EngineMessages.LoadedProcess process : status.models()) {
            EngineLibrary used = process.library();
            assertEquals("whisper.cpp 1.7.1", used.name() + " " + used.version());
            assertNull(used.file());
            assertTrue(used.notice().contains("the packaged whisper.cpp 1.7.1") && used.notice().contains(library.toString()) && used.notice().contains(why),
                    used.notice());
        }
        assertEquals(1, status.warnings().stream().filter(warning -> warning.contains(library.toString())).count(), status.warnings().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROCESS", "NONE"})
    void whatIsNoLibraryIsRefusedAndThePackagedOneGoesOn(Config.Isolation isolation) throws IOException {
        refused(Files.writeString(data.resolve("libwhisper.so"), "no library"), isolation, "cannot be bound");
    }

    @Test
    void anotherLibraryIsRefusedForWhatItLacks() throws IOException {
        refused(packaged("libggml"), Config.Isolation.PROCESS, "whisper_full_default_params_by_ref");
    }

    @Test
    void aFolderWithoutOneIsRefused() throws IOException {
        refused(Files.createDirectory(data.resolve("empty")), Config.Isolation.PROCESS, "there is no " + System.mapLibraryName("whisper"));
    }

    /** A copy that was broken off: the dynamic linker dies of it. */
    @Test
    void aLibraryThatEndsItsProcessIsNotUsed() throws IOException {
        byte[] whole = Files.readAllBytes(packaged("libwhisper."));
        Path half = Files.write(data.resolve("half.so"), Arrays.copyOf(whole, whole.length / 2));
        deploy(half, Config.Isolation.PROCESS);

        EngineStatus status = recognise();

        assertTrue(status.models().get(0).library().notice().contains(half.toString()), status.toString());
    }

    /** The packaged library in a folder of its own, with an instruction that there is not where it is to recognise something. */
    private Path crashing() throws IOException {
        Path whole = packaged("libwhisper.");
        new NativeFolder(whole.getParent()).use();
        // Open to all, which is what JNA does by default, it would take the calls of every whisper.cpp that this JVM opens after it.
        NativeLibrary library = NativeLibrary.getInstance(whole.toString(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY));
        assertThrows(UnsatisfiedLinkError.class, () -> NativeLibrary.getProcess().getFunction(RECOGNISES));
        String code = latin(library.getFunction(RECOGNISES).getByteArray(0, 64));
        Path folder = Files.createDirectory(data.resolve("crashing"));
        try (Stream<Path> files = Files.list(whole.getParent())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        byte[] bytes = Files.readAllBytes(whole);
        int at = latin(bytes).indexOf(code);
        assertTrue(at > 0);
        // UD2
        bytes[at] = 0x0F;
        bytes[at + 1] = 0x0B;
        return Files.write(folder.resolve(whole.getFileName()), bytes);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void oneThatEndsItsProcessAtEachWindowIsGivenUp() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"), "instructions of another processor");
        Path own = crashing();
        deploy(own, Config.Isolation.PROCESS);
        load("one");
        assertEquals(Fault.Code.ENGINE_CRASHED, assertThrows(Fault.class, () -> recognise("one")).code());

        recognise("one");

        EngineStatus status = await(bus.request(EngineMessages.STATUS, Empty.INSTANCE));
        EngineLibrary used = status.models().get(0).library();
        assertNull(used.file());
        assertTrue(used.notice().contains(own + " ended its process 3 times in a row"), used.notice());
        assertEquals(1, status.warnings().stream().filter(warning -> warning.contains(own.toString())).count(), status.warnings().toString());
    }

    @Test
    void aLibraryThatFitsDoesTheWork() throws IOException {
        Path own = packaged("libwhisper.");
        deploy(own, Config.Isolation.PROCESS);

        EngineLibrary used = recognise().models().get(0).library();

        assertEquals(own.toString(), used.file());
        assertNull(used.notice());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROCESS", "NONE"})
    void aNewerOneDoesTheWorkAndTellsWhatItComputesOn(Config.Isolation isolation) {
        assumeTrue(Files.exists(TestSamples.NEWER_LIBRARY) && System.getProperty("os.arch").equals("amd64"), "the npm package is not installed");
        deploy(TestSamples.NEWER_LIBRARY, isolation);

        EngineLibrary used = recognise().models().get(0).library();

        TranscribedWindow aligned = await(bus.request(EngineMessages.TRANSCRIBE, new PcmMessage<>(
                new TranscribeWindow("words", null, null, "one", "en", false, null, null, null, true, null, null), Buffer.buffer(TestSamples.pcm("digits")))));
        assertEquals(10, aligned.segments().stream().mapToInt(segment -> segment.words().size()).sum(), aligned.toString());
        assertEquals("whisper.cpp 1.9.3-dev", used.name() + " " + used.version());
        assertEquals(TestSamples.NEWER_LIBRARY.toString(), used.file());
        assertEquals("CPU", used.backend());
        assertTrue(Objects.requireNonNull(used.device()).length() > 2 && used.used().text().startsWith("whisper.cpp 1.9.3-dev, CPU, "),
                used.toString());
        assertEquals(used, aligned.library());
    }
}
