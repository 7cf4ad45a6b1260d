package dev.earshot.audio;

import dev.earshot.FolderEvents;
import dev.earshot.TestProcess;
import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.audio.AudioMessages.CloseAudio;
import dev.earshot.audio.AudioMessages.NextWindow;
import dev.earshot.audio.AudioMessages.OpenAudio;
import dev.earshot.audio.AudioMessages.OpenedAudio;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.speech.Priority;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who reads, for how long, and who waits for whom. The decoder is a shell script. */
class AudioTurnsTest {

    private static final String SPEECH = "samples/hello-world.wav";

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, "test");

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private void deploy(String script, AudioLimits limits) throws IOException {
        Path decoder = Files.writeString(folder.resolve("decoder"), "#!/bin/sh\ncd '" + folder + "'\necho $$ > pid\n" + script);
        assertTrue(decoder.toFile().setExecutable(true));
        Config config = Config.defaults().with(Map.of("data", folder, "audio.ffmpeg", decoder.toString(), "audio.stall_seconds", 600));
        await(vertx.deployVerticle(new AudioVerticle(bus, config, limits)));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    private Future<OpenedAudio> open(String path, Priority priority) {
        return bus.request(AudioMessages.OPEN, new OpenAudio(path, 0, priority, null), Duration.ofHours(1));
    }

    private Future<PcmMessage<AudioWindow>> next(OpenedAudio opened) {
        return bus.request(AudioMessages.NEXT, new NextWindow(opened.session(), null), Duration.ofHours(1));
    }

    private String endless() throws IOException {
        Path file = folder.resolve("endless.mp3");
        return (Files.exists(file) ? file : Files.writeString(file, "x")).toString();
    }

    private void assertHeard() {
        OpenedAudio speech = await(open(SPEECH, Priority.INTERACTIVE));
        assertFalse(await(next(speech)).meta().done());
        await(bus.request(AudioMessages.CLOSE, new CloseAudio(speech.session())));
    }

    @Test
    void whoeverWaitsDoesNotWaitForTheReadingOfABatch() throws IOException {
        assertEquals(0, mkfifo());
        // Each gives its first sample and then nothing, until the test lets it go on.
        deploy("head -c 3200 /dev/zero\nexec cat gate\n", AudioLimits.of(Config.defaults()));
        List<Future<PcmMessage<AudioWindow>>> stuck = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            stuck.add(open(endless(), Priority.BATCH).compose(this::next));
        }

        assertHeard();

        stuck.forEach(one -> assertFalse(one.isComplete()));
        await(vertx.close());
    }

    private int mkfifo() throws IOException {
        return new ProcessBuilder("mkfifo", folder.resolve("gate").toString()).start().onExit().join().exitValue();
    }

    @Test
    void theStopEndsWhatIsBeingOpened() throws Exception {
        deploy("exec sleep 600\n", AudioLimits.of(Config.defaults()));
        open(endless(), null);
        Path pid = folder.resolve("pid");
        FolderEvents.await(folder, () -> Files.exists(pid) && Files.size(pid) > 0);

        await(vertx.close());

        new TestProcess(Long.parseLong(Files.readString(pid).strip())).awaitEnd();
    }

    @Test
    void thoseWhoReadEndlessSilenceTakeTurns() throws IOException {
        deploy("exec cat /dev/zero\n", new AudioLimits(Double.MAX_VALUE, Duration.ofHours(1), 64));
        List<Future<PcmMessage<AudioWindow>>> endless = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            endless.add(next(await(open(endless(), null))));
        }

        assertHeard();

        endless.forEach(one -> assertFalse(one.isComplete()));
    }

    @Test
    void aFileThatIsTooLongIsKnownWhileItIsSilent() throws IOException {
        // Three hours, of which the last one would be looked at in vain.
        deploy("head -c 345600000 /dev/zero && echo all > decoded\n", new AudioLimits(3600, Duration.ofHours(1), 64));
        OpenedAudio opened = await(open(endless(), Priority.BATCH));

        Fault fault = assertThrows(Fault.class, () -> await(next(opened)));

        assertEquals(Fault.Code.BAD_AUDIO, fault.code());
        assertTrue(fault.getMessage().contains("more than 1 hours"), fault.getMessage());
        assertFalse(Files.exists(folder.resolve("decoded")), "it is known before the end");
        assertThrows(Fault.class, () -> await(bus.request(AudioMessages.OPEN, new OpenAudio(endless(), 3601, null, null))));
    }

    @Test
    void aContainerThatSaysThatItIsTooLongIsBelieved() throws IOException {
        deploy("echo 'Input #0, flac, from x:' >&2\necho '  Duration: 50:00:00.00, start: 0' >&2\necho 'Stream mapping:' >&2\nexec cat /dev/zero\n",
                AudioLimits.of(Config.defaults()));

        Fault fault = assertThrows(Fault.class, () -> await(open(endless(), null)));

        assertTrue(fault.getMessage().contains("more than 48 hours"), fault.getMessage());
    }

    @Test
    void aSessionOfWhichNothingIsAskedIsEnded() throws IOException {
        deploy("exec cat /dev/zero\n", new AudioLimits(Double.MAX_VALUE, Duration.ofMillis(1), 64));
        OpenedAudio opened = await(open(endless(), null));

        new TestProcess(Long.parseLong(Files.readString(folder.resolve("pid")).strip())).awaitEnd();

        assertEquals(Fault.Code.NOT_FOUND, assertThrows(Fault.class, () -> await(next(opened))).code());
    }

    @Test
    void sessionsThatAreOpenAtOnceAreBounded() throws IOException {
        deploy("exec sleep 600\n", new AudioLimits(Double.MAX_VALUE, Duration.ofMinutes(15), 3));
        for (int i = 0; i < 4; i++) {
            assertEquals(Fault.Code.FILE_NOT_FOUND, assertThrows(Fault.class, () -> await(open("nowhere.wav", null))).code(), "it takes no place");
        }
        Future<OpenedAudio> opening = open(endless(), Priority.BATCH);
        OpenedAudio first = await(open(SPEECH, null));
        await(open(SPEECH, null));

        Fault full = assertThrows(Fault.class, () -> await(open(SPEECH, null)));
        assertEquals(Fault.Code.QUEUE_FULL, full.code());
        assertEquals("All 3 audio sessions are open. Close those that are no longer needed, or try again later: a session without requests "
                + "is closed after 15 minutes.", full.getMessage());
        assertFalse(opening.isComplete(), "what is being opened counts");

        for (int i = 0; i < 2; i++) {
            await(bus.request(AudioMessages.CLOSE, new CloseAudio(first.session())));
        }
        await(open(SPEECH, null));
        assertEquals(Fault.Code.QUEUE_FULL, assertThrows(Fault.class, () -> await(open(SPEECH, null))).code(), "closing twice frees one place");
    }

    @Test
    void jobsNeedHalfOfTheSessionsAtMost() {
        assertEquals(64, AudioLimits.of(Config.defaults()).maxSessions());
        assertEquals(512, AudioLimits.of(Config.defaults().with(Map.of("jobs.active", 256))).maxSessions());
    }
}
