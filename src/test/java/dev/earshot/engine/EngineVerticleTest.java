package dev.earshot.engine;

import dev.earshot.TestProcess;
import dev.earshot.bench.ProcessTree;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages.CancelTicket;
import dev.earshot.engine.EngineMessages.EngineChange;
import dev.earshot.engine.EngineMessages.EngineEvent;
import dev.earshot.engine.EngineMessages.LoadEngineModel;
import dev.earshot.engine.EngineMessages.LoadedProcess;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.EngineMessages.UnloadEngineModel;
import dev.earshot.engine.EngineMessages.WindowMeasured;
import dev.earshot.engine.EngineMessages.WindowProgress;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.whisper.AudioContext;
import dev.earshot.speech.Pcm;
import dev.earshot.speech.Segment;
import dev.earshot.speech.SpeechSpan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class EngineVerticleTest {

    @TempDir
    Path data;

    private Vertx vertx;
    private Bus bus;
    private final List<EngineEvent> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
        bus.subscribe(EngineMessages.EVENT, events::add);
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private void deploy(Map<String, ?> settings) {
        await(vertx.deployVerticle(new EngineVerticle(bus, Config.defaults().with(Map.of("data", data)).with(settings), Clock.systemUTC()),
                EngineVerticle.deployment()));
    }

    private void deployAndLoad() {
        deploy(Map.of("engine.threads", 2, "engine.short_speech", false, "engine.window_limit_seconds", 60));
        await(bus.request(EngineMessages.LOAD, new LoadEngineModel("micro.en", TestSamples.MODEL.toString(), null, null)));
    }

    private Future<TranscribedWindow> transcribe(String ticket, byte[] pcm) {
        return bus.request(EngineMessages.TRANSCRIBE,
                new PcmMessage<>(new TranscribeWindow(ticket, null, null, "micro.en", "auto", false, null, null, null), Buffer.buffer(pcm)));
    }

    private LoadedProcess holding() {
        return await(bus.request(EngineMessages.STATUS, Empty.INSTANCE)).models().get(0);
    }

    /** A window in a process that is frozen first, so that it certainly runs until the test ends it. */
    private Future<TranscribedWindow> stuck(String ticket) {
        process().freeze();
        Future<TranscribedWindow> window = transcribe(ticket, TestSamples.longWindow());
        await(busy());
        return window;
    }

    private Future<?> busy() {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).compose(status ->
                status.models().get(0).busy() ? Future.succeededFuture() : busy());
    }

    private Future<?> halted() {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).compose(status ->
                status.models().get(0).busy() && status.models().get(0).stopped() ? Future.succeededFuture() : halted());
    }

    private TestProcess process() {
        return new TestProcess(holding().pid());
    }

    private static String text(TranscribedWindow transcribed) {
        return TestSamples.text(new Recognition(transcribed.segments(), "en"));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    private static Fault fault(Future<?> future) {
        return assertThrows(Fault.class, () -> await(future));
    }

    @Test
    void aWindowIsTranscribedOnALoadedModelOnly() {
        deploy(Map.of("engine.window_limit_seconds", 60));

        Fault fault = fault(transcribe("t", TestSamples.pcm("digits")));
        assertEquals(Fault.Code.ENGINE_UNAVAILABLE, fault.code());
        await(bus.request(EngineMessages.LOAD, new LoadEngineModel("micro.en", TestSamples.MODEL.toString(), null, null)));
        TranscribedWindow heard = await(transcribe("t", TestSamples.pcm("digits")));

        assertEquals(TestSamples.words("digits"), text(heard));
        assertEquals("en", heard.language());
        assertEquals(AudioContext.positions(4, 384, 128), heard.audioContext());
    }

    @Test
    void inThisJvmTheSameWordsAreHeard() {
        deploy(Map.of("engine.isolation", "none", "engine.threads", 2, "engine.window_limit_seconds", 60));
        await(bus.request(EngineMessages.LOAD, new LoadEngineModel("micro.en", TestSamples.MODEL.toString(), null, null)));

        assertEquals(TestSamples.words("commands"), text(await(transcribe("t", TestSamples.pcm("commands")))));
        assertEquals(ProcessHandle.current().pid(), holding().pid());
        await(bus.request(EngineMessages.UNLOAD, new UnloadEngineModel("micro.en")));
    }

    @Test
    void shortSpeechCanBeTurnedOff() {
        deployAndLoad();

        assertEquals(AudioContext.FULL, await(transcribe("t", TestSamples.pcm("digits"))).audioContext());
    }

    @Test
    void aCrashCostsNothingButTime() {
        deployAndLoad();
        String undisturbed = text(await(transcribe("first", TestSamples.longWindow())));

        Future<TranscribedWindow> second = stuck("second");
        process().kill();

        assertEquals(undisturbed, text(await(second)));
        assertEquals(List.of(EngineChange.STARTED, EngineChange.CRASHED, EngineChange.RESTARTED), kinds());
        assertTrue(events.get(1).reason().contains("SIGKILL"), events.get(1).reason());
    }

    @Test
    void twoCrashesFailTheWindowWithWhatIsKnownAndTheNextOneWorks() {
        deployAndLoad();
        AtomicBoolean killedAgain = new AtomicBoolean();
        bus.subscribe(EngineMessages.EVENT, event -> {
            if (event.event() == EngineChange.RESTARTED && !killedAgain.getAndSet(true)) {
                new TestProcess(event.pid()).kill();
            }
        });
        Future<TranscribedWindow> window = stuck("w");
        process().kill();

        Fault fault = fault(window);

        assertEquals(Fault.Code.ENGINE_CRASHED, fault.code());
        assertTrue(fault.getMessage().contains("signal 9 (SIGKILL)"), fault.getMessage());
        assertEquals(TestSamples.words("digits"), text(await(transcribe("next", TestSamples.pcm("digits")))));
    }

    @Test
    void aProcessThatIsHaltedIsSaidToBe() {
        assumeTrue(ProcessTree.supported());
        deployAndLoad();
        assertFalse(holding().stopped());

        Future<TranscribedWindow> window = stuck("w");

        // The signal is sent by then; each thread of the process obeys it when it gets its next turn.
        await(halted());
        process().kill();
        await(window);
    }

    private Future<TranscribedWindow> ofJob(String ticket, byte[] pcm) {
        return bus.request(EngineMessages.TRANSCRIBE,
                new PcmMessage<>(new TranscribeWindow(ticket, "j", null, "micro.en", "auto", false, null, null, null), Buffer.buffer(pcm)));
    }

    @Test
    void theSegmentsOfAJobsWindowAreToldAsTheyComeAndTheAnswerHasThemAll() {
        deployAndLoad();
        List<WindowProgress> told = new CopyOnWriteArrayList<>();
        bus.subscribe(EngineMessages.PROGRESS, told::add);

        await(transcribe("of-no-job", TestSamples.longWindow()));
        List<Segment> segments = await(ofJob("j:0", TestSamples.longWindow())).segments();

        assertTrue(segments.size() > 1, segments.toString());
        assertEquals(IntStream.rangeClosed(1, segments.size()).mapToObj(count -> new WindowProgress("j:0", "j", segments.subList(0, count))).toList(), told);
    }

    /** On a machine that is busy the engine may not follow in time, and its process is ended: then that is told. */
    @Test
    void aWindowThatIsCancelledInTheMiddleKeepsItsModelOrTellsThatItWasKilled() {
        deployAndLoad();
        long pid = holding().pid();
        bus.subscribe(EngineMessages.PROGRESS, progress -> bus.request(EngineMessages.CANCEL, new CancelTicket("j:0", false)));

        assertEquals(Fault.Code.CANCELLED, fault(ofJob("j:0", TestSamples.longWindow())).code());

        assertEquals(TestSamples.words("digits"), text(await(transcribe("next", TestSamples.pcm("digits")))));
        assertEquals(kinds().contains(EngineChange.KILLED), holding().pid() != pid, kinds().toString());
    }

    @Test
    void whatEndsIsToldWithItsProcess() {
        deployAndLoad();
        long pid = holding().pid();
        Promise<EngineEvent> ended = Promise.promise();
        bus.subscribe(EngineMessages.EVENT, event -> {
            if (event.event() == EngineChange.ENDED) {
                ended.tryComplete(event);
            }
        });
        await(bus.request(EngineMessages.UNLOAD, new UnloadEngineModel("micro.en")));

        assertEquals(pid, await(ended.future()).pid());
    }

    @Test
    void anAnswerThatLeavesSpeechOpenIsTriedAgainAndAGoodOneIsNot() {
        deploy(Map.of("engine.threads", 2, "engine.window_limit_seconds", 60));
        await(bus.request(EngineMessages.LOAD, new LoadEngineModel("micro.en", TestSamples.MODEL.toString(), null, null)));
        byte[] pcm = TestSamples.pcm("digits");
        List<SpeechSpan> speech = List.of(new SpeechSpan(0, Pcm.seconds(pcm.length)));
        TranscribedWindow good = await(bus.request(EngineMessages.TRANSCRIBE,
                new PcmMessage<>(new TranscribeWindow("t", null, null, "micro.en", "auto", false, null, null, speech), Buffer.buffer(pcm))));
        byte[] noise = TestSamples.silence(8);
        TranscribedWindow doubtful = await(bus.request(EngineMessages.TRANSCRIBE,
                new PcmMessage<>(new TranscribeWindow("t", null, null, "micro.en", "auto", false, null, null, List.of(new SpeechSpan(0, 8))),
                        Buffer.buffer(noise))));

        assertEquals(0, good.redone());
        assertEquals(TestSamples.words("digits"), text(good));
        assertEquals(2, doubtful.redone(), "encoded whole, and in halves");
    }

    @Test
    void aCancelEndsTheRunningWindowAtOnceAndTheModelStays() {
        deployAndLoad();
        Future<TranscribedWindow> running = stuck("running");
        Future<TranscribedWindow> waiting = transcribe("waiting", TestSamples.longWindow());
        Future<TranscribedWindow> last = transcribe("last", TestSamples.pcm("digits"));

        await(bus.request(EngineMessages.CANCEL, new CancelTicket("waiting", false)));
        await(bus.request(EngineMessages.CANCEL, new CancelTicket("running", false)));

        assertEquals(Fault.Code.CANCELLED, fault(running).code());
        assertEquals(Fault.Code.CANCELLED, fault(waiting).code());
        assertEquals(TestSamples.words("digits"), text(await(last)));
        assertTrue(kinds().containsAll(List.of(EngineChange.KILLED, EngineChange.RESTARTED)), kinds().toString());
    }

    @Test
    void aWindowThatOutlivesItsLimitIsEnded() {
        deploy(Map.of("engine.threads", 1, "engine.window_limit_seconds", 2));
        await(bus.request(EngineMessages.LOAD, new LoadEngineModel("micro.en", TestSamples.MODEL.toString(), null, null)));

        Fault fault = fault(stuck("w"));

        assertEquals(Fault.Code.ENGINE_TIMEOUT, fault.code());
        assertEquals(TestSamples.words("hello-world"), text(await(transcribe("next", TestSamples.pcm("hello-world")))));
    }

    @Test
    void anEngineThatDiesWhileIdleIsReplacedAtTheNextWindow() throws IOException {
        deployAndLoad();
        TestProcess process = process();
        process.kill();
        process.awaitEnd();

        assertEquals(TestSamples.words("digits"), text(await(transcribe("t", TestSamples.pcm("digits")))));
        assertTrue(holding().pid() != process.pid());
    }

    @Test
    void unloadingEndsTheProcess() throws IOException {
        deployAndLoad();
        LoadedProcess loaded = holding();
        if (ProcessTree.supported()) {
            assertTrue(loaded.bytes() > 10_000_000, "resident: " + loaded.bytes());
        }
        TestProcess process = process();

        await(bus.request(EngineMessages.UNLOAD, new UnloadEngineModel("micro.en")));

        assertFalse(process.alive());
        assertEquals(List.of(), await(bus.request(EngineMessages.STATUS, Empty.INSTANCE)).models());
    }

    @Test
    void aProcessThatOutgrowsItsLimitIsBegunAnewAfterTheWindow() throws IOException {
        assumeTrue(ProcessTree.supported());
        deploy(Map.of("engine.threads", 2, "engine.short_speech", false, "engine.window_limit_seconds", 60));
        CompletableFuture<EngineEvent> outgrown = new CompletableFuture<>();
        CompletableFuture<EngineEvent> raised = new CompletableFuture<>();
        bus.subscribe(EngineMessages.EVENT, event -> {
            if (event.event() == EngineChange.OUTGROWN) {
                (outgrown.isDone() ? raised : outgrown).complete(event);
            }
        });
        long before = await(bus.request(EngineMessages.LOAD, new LoadEngineModel("micro.en", TestSamples.MODEL.toString(), 10_000_000L, null))).pid();

        assertEquals(TestSamples.words("digits"), text(await(transcribe("first", TestSamples.pcm("digits")))));

        EngineEvent event = outgrown.join();
        assertEquals(EngineChange.OUTGROWN, event.event());
        assertTrue(event.pid() != before && event.pid() == holding().pid(), event + ", " + before);
        assertTrue(event.reason().matches("holds \\d+ MB, its limit is 10 MB; it is restarted"), event.reason());
        assertFalse(new TestProcess(before).alive());
        assertEquals(TestSamples.words("commands"), text(await(transcribe("second", TestSamples.pcm("commands")))));
        assertEquals(TestSamples.words("digits"), text(await(transcribe("third", TestSamples.pcm("digits")))));
        assertTrue(raised.join().reason().contains("a fresh process needs that much"), raised.join().reason());
        assertEquals(event.pid(), holding().pid(), "and it stays that way");
    }

    @Test
    void whatAWindowTookIsPublished() {
        deployAndLoad();
        CompletableFuture<WindowMeasured> measured = new CompletableFuture<>();
        bus.subscribe(EngineMessages.WINDOW, measured::complete);
        byte[] pcm = TestSamples.pcm("digits");

        TranscribedWindow heard = await(transcribe("job:7", pcm));

        WindowMeasured window = measured.join();
        assertEquals(new WindowMeasured(window.at(), "test", "micro.en", "job:7", null, Pcm.seconds(pcm.length), heard.milliseconds()), window);
        assertTrue(window.seconds() > 3 && window.milliseconds() > 0, window.toString());
    }

    @Test
    void aBadModelIsRefusedInWords() throws Exception {
        deploy(Map.of("engine.threads", 2, "engine.window_limit_seconds", 60));
        Path garbage = Files.writeString(data.resolve("ggml-x.bin"), "nothing");

        Fault fault = fault(bus.request(EngineMessages.LOAD, new LoadEngineModel("x", garbage.toString(), null, null)));

        assertEquals(Fault.Code.BAD_MODEL, fault.code());
        assertEquals(List.of(), kinds());
    }

    @Test
    void aModelForAnEngineThatIsNotThereIsRefusedInWords() {
        deploy(Map.of());

        Fault fault = fault(bus.request(EngineMessages.LOAD, new LoadEngineModel("x", data.toString(), null, "onnx")));

        assertEquals(Fault.Code.BAD_MODEL, fault.code());
        assertTrue(fault.getMessage().startsWith("This Earshot has no engine 'onnx', which the model needs; it has whisper."), fault.getMessage());
        assertEquals(List.of("en"), await(bus.request(EngineMessages.LOAD, new LoadEngineModel("micro.en", TestSamples.MODEL.toString(), null, "whisper")))
                .capabilities().languages());
    }

    @Test
    void aFileThatWasReplacedMeanwhileIsLookedAtBeforeNativeCodeSeesIt() throws IOException {
        deploy(Map.of("engine.threads", 2, "engine.short_speech", false, "engine.window_limit_seconds", 60));
        Path file = Files.copy(TestSamples.MODEL, data.resolve("ggml-mine.bin"));
        await(bus.request(EngineMessages.LOAD, new LoadEngineModel("micro.en", file.toString(), null, null)));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1_000_000));
        TestProcess process = process();
        process.kill();
        process.awaitEnd();

        assertEquals(Fault.Code.BAD_MODEL, fault(transcribe("t", TestSamples.pcm("digits"))).code());
    }

    @Test
    void aStopDoesNotWaitForAWindowThatIsStuck() {
        deployAndLoad();
        Future<TranscribedWindow> window = stuck("w");

        await(vertx.close());

        assertTrue(!window.isComplete() || window.failed());
    }

    @Test
    void badWindowsAreRefusedAndHarmNobody() {
        deployAndLoad();
        Function<byte[], Fault> refused = pcm -> fault(transcribe("bad", pcm));

        assertEquals(Fault.Code.BAD_REQUEST, refused.apply(new byte[0]).code());
        assertEquals(Fault.Code.BAD_REQUEST, refused.apply(new byte[3]).code());
        assertEquals(Fault.Code.BAD_REQUEST, refused.apply(TestSamples.silence(31)).code());
        assertEquals(TestSamples.words("digits"), text(await(transcribe("good", TestSamples.pcm("digits")))));
    }

    private List<EngineChange> kinds() {
        return events.stream().map(EngineEvent::event).toList();
    }
}
