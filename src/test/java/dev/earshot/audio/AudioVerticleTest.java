package dev.earshot.audio;

import dev.earshot.TestProcess;
import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.audio.AudioMessages.CloseAudio;
import dev.earshot.audio.AudioMessages.NextWindow;
import dev.earshot.audio.AudioMessages.OpenAudio;
import dev.earshot.audio.AudioMessages.OpenedAudio;
import dev.earshot.bench.ProcessTree;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.machine.Children;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The module over the bus, on real files of every kind. */
class AudioVerticleTest {

    @TempDir
    static Path data;

    private static Vertx vertx;
    private static Bus bus;
    private static Media media;

    @TempDir
    Path folder;

    private final List<String> others = new ArrayList<>();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
        await(vertx.deployVerticle(new AudioVerticle(bus, config(Map.of()))));
        media = new Media(data);
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    private static Config config(Map<String, ?> settings) {
        return Config.defaults().with(Map.of("data", data)).with(settings);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    private static OpenedAudio open(Path file, double from) {
        return await(bus.request(AudioMessages.OPEN, new OpenAudio(file.toString(), from, null, null)));
    }

    private static List<PcmMessage<AudioWindow>> windows(OpenedAudio session) {
        List<PcmMessage<AudioWindow>> windows = new ArrayList<>();
        while (true) {
            PcmMessage<AudioWindow> window = await(bus.request(AudioMessages.NEXT, new NextWindow(session.session(), null)));
            windows.add(window);
            if (window.meta().done()) {
                await(bus.request(AudioMessages.CLOSE, new CloseAudio(session.session())));
                return windows;
            }
        }
    }

    private static Fault refused(Path file) {
        return assertThrows(Fault.class, () -> windows(open(file, 0)));
    }

    /** Silence with two short bursts of speech-like audio at known times, in one file. */
    private Path bursts() {
        short[] word = Arrays.copyOfRange(TestAudio.sample("hello-world"), 0, 16_000);
        return TestAudio.wav(folder.resolve("bursts.wav"), TestAudio.join(TestAudio.silence(3), word, TestAudio.silence(5), word, TestAudio.silence(3)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mp3|-c:a libmp3lame -b:a 64k", "flac|-c:a flac", "ogg|-c:a vorbis -strict -2 -ac 2", "opus|-c:a libopus -b:a 32k", "m4a|-c:a aac -ac 2 -ar 44100",
        "webm|-c:a libopus -f webm -live 1", "mp4|VIDEO -c:v mpeg4 -c:a aac", "mkv|VIDEO -c:v mpeg4 -c:a libopus -ar 48000", "wma|-c:a wmav2 -ar 44100",
        "aiff|-c:a pcm_s16be", "w64|-c:a pcm_s16le", "wav|-c:a adpcm_ms", "caf|-c:a pcm_s24le", "au|-c:a pcm_mulaw -ar 8000"})
    void everyUsualFormatKeepsItsTimes(String ending, String arguments) throws IOException {
        Path wav = bursts();
        String[] options = arguments.replace("VIDEO ", "").split(" ");
        if (arguments.startsWith("VIDEO")) {
            options = Stream.concat(Stream.of("-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=13", "-map", "0:a", "-map", "1:v"),
                    Arrays.stream(options)).toArray(String[]::new);
        }
        Path encoded = media.encode(wav, folder.resolve("audio." + ending), options);

        List<PcmMessage<AudioWindow>> expected = windows(open(wav, 0));
        List<PcmMessage<AudioWindow>> heard = windows(open(encoded, 0));

        assertEquals(3, expected.size());
        assertEquals(3, heard.size());
        // The WMA encoder delays, and its container does not say by how much.
        double exact = ending.equals("wma") ? 0.05 : 0.02;
        for (int i = 0; i < 2; i++) {
            assertEquals(loudest(expected.get(i)), loudest(heard.get(i)), exact, ending);
        }
    }

    /** When the audio of a window is loudest, by its energy in 20 ms, in seconds of the file. */
    private static double loudest(PcmMessage<AudioWindow> window) {
        byte[] pcm = window.pcm().getBytes();
        double total = 0;
        double moment = 0;
        for (int i = 0; i + 1 < pcm.length; i += 2) {
            double value = (short) ((pcm[i] & 0xFF) | pcm[i + 1] << 8);
            total += value * value;
            moment += value * value * (i / 2 / 16000.0);
        }
        return window.meta().start() + moment / total;
    }

    @Test
    void soundThatBeginsLaterThanTheVideoKeepsItsTimes() throws IOException {
        Path wav = bursts();
        Path late = media.encode(wav, folder.resolve("late.mkv"), "-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=20", "-map", "1:v",
                "-map", "0:a", "-c:v", "mpeg4", "-c:a", "libopus", "-af", "asetpts=PTS+2/TB");

        assertEquals(2 + loudest(windows(open(wav, 0)).get(0)), loudest(windows(open(late, 0)).get(0)), 0.02);
    }

    @Test
    void aRecordingOfABrowserHasNoDurationUntilItsEnd() throws IOException {
        Path webm = media.encode(Path.of("samples/digits.wav"), folder.resolve("rec.webm"), "-c:a", "libopus", "-f", "webm", "-live", "1");
        OpenedAudio opened = open(webm, 0);

        assertNull(opened.duration());
        List<PcmMessage<AudioWindow>> windows = windows(opened);
        assertEquals(3.8, windows.get(windows.size() - 1).meta().duration(), 0.05);
    }

    @Test
    void whatIsPlannedBehindAWindowIsTheSameWhereverTheFileWasBegun() throws IOException {
        Path file = media.encode(bursts(), folder.resolve("b.mp3"), "-c:a", "libmp3lame");
        List<PcmMessage<AudioWindow>> all = windows(open(file, 0));
        List<PcmMessage<AudioWindow>> rest = windows(open(file, all.get(0).meta().end()));

        assertEquals(all.get(1).meta().start(), rest.get(0).meta().start());
        assertEquals(all.get(1).meta().end(), rest.get(0).meta().end());
        assertEquals(all.get(1).pcm(), rest.get(0).pcm());
        assertEquals(all.size() - 1, rest.size());
    }

    @Test
    void playlistsReachNoOtherFile() throws IOException {
        Path secret = Files.copy(Path.of("samples/digits.wav"), folder.resolve("secret.wav"));
        Path m3u8 = Files.writeString(folder.resolve("list.m3u8"), "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:" + secret + "\n#EXT-X-ENDLIST\n");
        Path concat = Files.writeString(folder.resolve("list.ffconcat"), "ffconcat version 1.0\nfile '" + secret + "'\n");
        Path dash = Files.writeString(folder.resolve("list.mpd"), "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><AdaptationSet>"
                + "<Representation id=\"1\" bandwidth=\"1\"><BaseURL>secret.wav</BaseURL></Representation></AdaptationSet></Period></MPD>");

        for (Path list : List.of(m3u8, concat, dash)) {
            assertEquals(Fault.Code.BAD_AUDIO, refused(list).code(), list.toString());
        }
    }

    @Test
    void filesWithoutAudioAreRefusedWithAReason() throws IOException {
        assertEquals(Fault.Code.FILE_NOT_FOUND, refused(folder.resolve("nowhere.mp3")).code());
        assertEquals(Fault.Code.FILE_NOT_FOUND, refused(folder).code());
        Fault empty = refused(Files.createFile(folder.resolve("empty.mp3")));
        assertTrue(empty.getMessage().contains("empty"), empty.getMessage());
        Fault text = refused(Files.writeString(folder.resolve("-i.mp3"), "some words\n".repeat(1000)));
        assertEquals(Fault.Code.BAD_AUDIO, text.code());
        assertTrue(text.getMessage().startsWith("The file cannot be decoded: "), text.getMessage());
        Path mute = media.encode(Path.of("samples/digits.wav"), folder.resolve("mute.mp4"), "-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=1",
                "-map", "1:v", "-c:v", "mpeg4");
        assertEquals(Fault.Code.BAD_AUDIO, refused(mute).code());
    }

    @Test
    void namesThatAreNoneAreRefusedInWords() {
        assertEquals(Fault.Code.BAD_REQUEST, refused("a\0b").code());
        Fault mangled = refused(folder.resolve("caf\uFFFD.mp3").toString());
        assertEquals(Fault.Code.FILE_NOT_FOUND, mangled.code());
        assertTrue(mangled.getMessage().contains("UTF-8"), mangled.getMessage());
        Fault nowhere = refused(folder.resolve("nowhere.mp3").toString());
        assertFalse(nowhere.getMessage().contains(folder.toString()), nowhere.getMessage());
    }

    private static Fault refused(String path) {
        return assertThrows(Fault.class, () -> await(bus.request(AudioMessages.OPEN, new OpenAudio(path, 0, null, null))));
    }

    /** A few bytes at 1 Hz are hours; ffmpeg would take them, too. */
    @Test
    void sampleRatesThatNoRecordingHasAreRefused() throws IOException {
        for (int rate : new int[] {0, 1, 999, 1_000_000, -1}) {
            for (int tag : new int[] {1, 2, 3}) {
                Fault fault = refused(TestAudio.wav(folder.resolve("rate.wav"), tag, 1, rate, tag == 3 ? 32 : 16, new byte[60_000]));
                assertEquals(Fault.Code.BAD_AUDIO, fault.code());
                assertTrue(fault.getMessage().contains("sample rate"), fault.getMessage());
            }
        }
        // Of other files ffmpeg tells.
        byte[] au = java.nio.ByteBuffer.allocate(60_024).putInt(0x2e736e64).putInt(24).putInt(60_000).putInt(3).putInt(10).putInt(1).array();
        Fault fault = refused(Files.write(folder.resolve("rate.au"), au));
        assertTrue(fault.getMessage().contains("10 Hz"), fault.getMessage());
    }

    @Test
    void aDecoderThatIsStuckIsEnded() throws IOException {
        Bus other = withDecoder("head -c 20000 /dev/zero\nexec sleep 600\n");
        OpenedAudio opened = await(other.request(AudioMessages.OPEN, new OpenAudio(Files.writeString(folder.resolve("x.mp3"), "x").toString(), 0, null, null)));

        Fault fault = assertThrows(Fault.class, () -> await(other.request(AudioMessages.NEXT, new NextWindow(opened.session(), null))));

        assertEquals(Fault.Code.BAD_AUDIO, fault.code());
        assertTrue(fault.getMessage().contains("stopped producing audio"), fault.getMessage());
    }

    @Test
    void aDecoderThatIsStuckBeforeItsFirstSampleIsEnded() throws IOException {
        Bus other = withDecoder("exec sleep 600\n");
        String file = Files.writeString(folder.resolve("x.mp3"), "x").toString();

        Fault fault = assertThrows(Fault.class, () -> await(other.request(AudioMessages.OPEN, new OpenAudio(file, 0, null, null))));

        assertEquals(Fault.Code.BAD_AUDIO, fault.code());
        assertTrue(fault.getMessage().contains("stopped producing audio"), fault.getMessage());
    }

    @Test
    void closingASessionEndsItsDecoder() throws IOException {
        Bus other = withDecoder("echo $$ > " + folder.resolve("pid") + "\nexec cat /dev/zero\n");
        OpenedAudio opened = await(other.request(AudioMessages.OPEN, new OpenAudio(Files.writeString(folder.resolve("x.mp3"), "x").toString(), 0, null, null)));
        TestProcess decoder = new TestProcess(Long.parseLong(Files.readString(folder.resolve("pid")).strip()));
        assertTrue(decoder.alive());

        await(other.request(AudioMessages.CLOSE, new CloseAudio(opened.session())));

        decoder.awaitEnd();
        assertThrows(Fault.class, () -> await(other.request(AudioMessages.NEXT, new NextWindow(opened.session(), null))));
    }

    /** A module of its own whose ffmpeg is a shell script, and that gives up on a decoder after a second. */
    private Bus withDecoder(String script) throws IOException {
        Path ffmpeg = Files.writeString(folder.resolve("ffmpeg"), "#!/bin/sh\n" + script);
        assertTrue(ffmpeg.toFile().setExecutable(true));
        Bus other = new Bus(vertx, "other");
        others.add(await(vertx.deployVerticle(new AudioVerticle(other, config(Map.of("audio.ffmpeg", ffmpeg.toString(), "audio.stall_seconds", 1))))));
        return other;
    }

    @AfterEach
    void undeployOthers() {
        others.forEach(id -> await(vertx.undeploy(id)));
    }

    /** Half an hour is 58 MB when it is decoded; a session keeps one window of it. */
    @Test
    void aLongFileCostsNoMoreHeapThanAShortOne() throws IOException {
        byte[] second = new byte[8000];
        Arrays.fill(second, (byte) 0xFF);
        Path file = TestAudio.wav(folder.resolve("long.wav"), 7, 1, 8000, 8, new byte[0]);
        try (var out = Files.newOutputStream(file, java.nio.file.StandardOpenOption.APPEND)) {
            for (int i = 0; i < 1800; i++) {
                out.write(second);
            }
        }
        long before = used();
        AudioSession session = AudioSession.create(new OpenAudio(file.toString(), 0, null, null), config(Map.of()), AudioLimits.of(Config.defaults()),
                new Children(data));
        Optional<PcmMessage<AudioWindow>> end = Optional.empty();
        while (end.isEmpty()) {
            end = session.next(null);
        }
        AudioWindow last = end.get().meta();
        long after = used();

        assertEquals(1800, last.position(), 0.1);
        assertTrue(after - before < 4_000_000, (after - before) + " bytes kept for half an hour of audio");
        session.close();
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void threeHundredMutatedFilesGiveWindowsOrACleanRefusal() throws IOException {
        Path wav = Path.of("samples/hello-world.wav");
        List<Path> originals = List.of(wav, media.encode(wav, folder.resolve("m.mp3"), "-c:a", "libmp3lame"),
                media.encode(wav, folder.resolve("m.flac")), media.encode(wav, folder.resolve("m.ogg"), "-c:a", "libopus"),
                media.encode(wav, folder.resolve("m.m4a"), "-c:a", "aac"), media.encode(wav, folder.resolve("m.webm"), "-c:a", "libopus"));
        Random random = new Random(42);
        int heard = 0;
        for (int i = 0; i < 300; i += 4) {
            List<Future<Boolean>> some = new ArrayList<>();
            for (int k = i; k < i + 4; k++) {
                byte[] mutant = mutate(Files.readAllBytes(originals.get(k % originals.size())), random);
                some.add(tryOut(Files.write(folder.resolve("mutant-" + k), mutant)));
            }
            for (Future<Boolean> outcome : some) {
                heard += await(outcome) ? 1 : 0;
            }
        }

        assertTrue(heard > 50 && heard < 300, heard + " of 300 were decoded");
        if (ProcessTree.supported()) {
            ProcessHandle.current().descendants().filter(process -> process.info().command().orElse("").contains("ffmpeg"))
                    .forEach(decoder -> decoder.onExit().join());
        }
    }

    /** True where it was read to its end, false where it was refused; anything else fails. */
    private static Future<Boolean> tryOut(Path file) {
        return bus.request(AudioMessages.OPEN, new OpenAudio(file.toString(), 0, null, null)).compose(opened -> drain(opened.session())).map(true)
                .recover(error -> ((Fault) error).code() == Fault.Code.BAD_AUDIO ? Future.succeededFuture(false) : Future.failedFuture(error));
    }

    private static Future<Void> drain(String session) {
        return bus.request(AudioMessages.NEXT, new NextWindow(session, null)).compose(window -> window.meta().done()
                ? bus.request(AudioMessages.CLOSE, new CloseAudio(session)).mapEmpty() : drain(session));
    }

    private static byte[] mutate(byte[] file, Random random) {
        switch (random.nextInt(4)) {
            case 0:
                return Arrays.copyOf(file, random.nextInt(file.length));
            case 1:
                for (int i = 0; i < 1 + random.nextInt(8); i++) {
                    file[random.nextInt(Math.min(file.length, 200))] = (byte) random.nextInt();
                }
                return file;
            case 2:
                for (int i = 0; i < 50; i++) {
                    file[random.nextInt(file.length)] = (byte) random.nextInt();
                }
                return file;
            default:
                int from = random.nextInt(file.length);
                int length = random.nextInt(file.length - from);
                System.arraycopy(file, from, file, random.nextInt(file.length - length), length);
                return file;
        }
    }
}
