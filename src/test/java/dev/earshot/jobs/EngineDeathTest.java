package dev.earshot.jobs;

import dev.earshot.audio.AudioVerticle;
import dev.earshot.bus.Bus;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineVerticle;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.models.DecisionMessages;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelVerticle;
import dev.earshot.speech.Priority;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** kill -9 of real engines where it hurts most: while they load, and again and again in one window. Only the pauses are short. */
class EngineDeathTest {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final int LOADS = 3;
    private static final String TRIED_AGAIN = "The speech engine failed";
    private static final Pattern STRETCH = Pattern.compile("from (\\d+):(\\d\\d) to (\\d+):(\\d\\d)");

    @TempDir
    Path data;
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, "test");
    /** The process of the engine that was ready last. */
    private final AtomicLong engine = new AtomicLong();

    @BeforeEach
    void start() {
        Config config = ServiceFixture.config(data).with(Map.of("jobs.active", 1));
        Clock clock = Clock.systemUTC();
        await(Future.join(vertx.deployVerticle(new EngineVerticle(bus, config, clock), EngineVerticle.deployment()),
                vertx.deployVerticle(new AudioVerticle(bus, config))));
        await(vertx.deployVerticle(new ModelVerticle(bus, config, clock, false)));
        await(vertx.deployVerticle(new JobVerticle(bus, config, clock, false, () -> JobDatabase.inMemory(data),
                new Intervals(FIRST_PAUSE, Duration.ofMinutes(10)), JobVerticle.TYPES), JobVerticle.deployment()));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void enginesKilledWhileTheyLoadAndTwiceInAWindowChangeNoWord() throws IOException {
        Path recording = Samples.recording(folder.resolve("long.wav"), 60);
        String undisturbed = ended(submit(recording, Priority.BATCH)).text();
        await(bus.request(ModelMessages.UNLOAD, new ModelMessages.UnloadModel("micro.en")));

        AtomicInteger failedLoads = new AtomicInteger();
        bus.subscribe(DecisionMessages.DECISION, decision -> {
            if (decision.action() == DecisionMessages.DecisionAction.REFUSE && decision.reason().contains("crashed while it loaded") && decision.reason()
                    .contains("SIGKILL")) {
                failedLoads.incrementAndGet();
            }
        });
        AtomicBoolean inWindows = new AtomicBoolean();
        AtomicBoolean twiceInAWindow = new AtomicBoolean();
        onReadyEngine(() -> inWindows.get() && !twiceInAWindow.get());
        bus.subscribe(JobMessages.SEGMENT, window -> {
            inWindows.set(true);
            if (!twiceInAWindow.get()) {
                kill(engine.get());
            }
        });
        bus.subscribe(JobMessages.LOG, line -> {
            if (inWindows.get() && line.message().startsWith(TRIED_AGAIN)) {
                twiceInAWindow.set(true);
            }
        });

        AtomicBoolean over = new AtomicBoolean();
        bus.subscribe(JobMessages.CHANGED, job -> over.set(job.state().ended()));
        String id = submit(recording, Priority.BATCH);
        while (failedLoads.get() < LOADS && !over.get()) {
            ProcessHandle.current().descendants().filter(EngineDeathTest::isEngine).forEach(ProcessHandle::destroyForcibly);
        }

        Job disturbed = ended(id);
        assertEquals(JobState.COMPLETED, disturbed.state(), String.valueOf(disturbed.error()));
        assertEquals(undisturbed, disturbed.text());
        assertTrue(failedLoads.get() >= LOADS, disturbed.log().toString());
        assertTrue(twiceInAWindow.get(), disturbed.log().toString());
    }

    @Test
    void whatNoEngineSurvivesFailsThatJobAloneAndSaysWhere() throws IOException {
        AtomicBoolean running = new AtomicBoolean();
        AtomicBoolean begun = new AtomicBoolean();
        onReadyEngine(() -> begun.get() && running.get());
        bus.subscribe(JobMessages.SEGMENT, window -> {
            if (running.get()) {
                begun.set(true);
                kill(engine.get());
            }
        });
        bus.subscribe(JobMessages.CHANGED, job -> {
            if (job.name().equals("deadly.wav")) {
                running.set(job.state() == JobState.RUNNING);
                if (begun.get() && running.get()) {
                    kill(engine.get());
                }
            }
        });

        String deadly = submit(Samples.recording(folder.resolve("deadly.wav"), 120), null);
        // It has a place only while the other one is in a pause.
        Job other = ended(submit(Samples.named("digits"), null));
        Job failed = ended(deadly);

        assertEquals(JobState.COMPLETED, other.state(), String.valueOf(other.error()));
        assertEquals("zero one two three four five six seven eight nine", other.text());
        assertTrue(other.ended().isBefore(failed.ended()), "it was held up");
        assertEquals(JobState.FAILED, failed.state());
        assertEquals("engine-crashed", failed.error().code());
        assertTrue(failed.error().retryable());
        assertTrue(failed.error().message().contains("SIGKILL"), failed.error().message());
        Matcher stretch = STRETCH.matcher(failed.error().message());
        assertTrue(stretch.find(), failed.error().message());
        assertTrue(seconds(stretch, 1) >= (int) failed.position().doubleValue() && seconds(stretch, 3) > seconds(stretch, 1), failed.toString());
        assertFalse(failed.text().isEmpty(), "what is done stays");
    }

    private static int seconds(Matcher stretch, int group) {
        return Integer.parseInt(stretch.group(group)) * 60 + Integer.parseInt(stretch.group(group + 1));
    }

    /** Kills each engine as soon as it says that it is ready, where that is wanted then. */
    private void onReadyEngine(BooleanSupplier wanted) {
        bus.subscribe(EngineMessages.EVENT, event -> {
            if (EnumSet.of(EngineMessages.EngineChange.STARTED, EngineMessages.EngineChange.RESTARTED).contains(event.event())) {
                engine.set(event.pid());
                if (wanted.getAsBoolean()) {
                    kill(event.pid());
                }
            }
        });
    }

    /** Java starts its children through a helper, and they become a shell first: an engine is what has become java. */
    private static boolean isEngine(ProcessHandle process) {
        return process.info().command().map(command -> command.endsWith("java")).orElse(false);
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private String submit(Path file, Priority priority) {
        return await(bus.request(JobMessages.SUBMIT,
                new SubmitTranscription(file.toString(), null, false, priority, "micro.en", null, false, null, null, null))).id();
    }

    private Job ended(String id) {
        Job job = await(bus.request(JobMessages.AWAIT, new AwaitJob(id, 20)));
        while (!job.state().ended()) {
            job = await(bus.request(JobMessages.AWAIT, new AwaitJob(id, 20)));
        }
        return job;
    }

    private static <T> T await(Future<T> future) {
        return JobRig.await(future);
    }
}
