package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.store.JobDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** Two services on one database, each with a data directory of its own. What one publishes the test carries to the other. */
class TwoServicesTest extends JobRig {

    @TempDir
    Path elsewhere;

    private final Vertx otherVertx = Vertx.vertx();
    private final Bus other = new Bus(otherVertx, "other");

    private void startOther(Clock clock) {
        await(otherVertx.deployVerticle(new JobVerticle(other, Config.defaults().with(Map.of("data", elsewhere)), clock, true,
                () -> JobDatabase.open(data, clock), new Intervals(Duration.ofMillis(1), Duration.ofMinutes(10)), JobVerticle.TYPES),
                JobVerticle.deployment()));
    }

    @AfterEach
    void stopOther() {
        await(otherVertx.close());
    }

    private Job seenByOther(String id) {
        return await(other.request(JobMessages.GET, new ById(id)));
    }

    @Test
    void whatOneWorksOnTheOtherSeesAndOrdersAndDoesNotTouch() {
        byItself = false;
        Job running = submitted("2.wav");
        Promise<TranscribedWindow> window = window();
        Job halted = submitted("3.wav");
        startOther(time());

        assertEquals(JobState.RUNNING, seenByOther(running.id()).state(), "the store has it");
        assertEquals(2, await(other.request(JobMessages.LIST, new ListJobs(null, null, null, "running", null, null, null))).jobs().size());
        Promise<ById> ordered = Promise.promise();
        other.subscribe(JobMessages.ORDERED, ordered::tryComplete);
        assertEquals(JobState.RUNNING, await(other.request(JobMessages.PAUSE, new ById(halted.id()))).state(), "not its own to pause");
        assertEquals(halted.id(), await(ordered.future()).id());
        await(other.request(JobMessages.CANCEL, new ById(running.id())));

        Future<Job> paused = changed(halted.id(), JobState.PAUSED);
        Future<Job> cancelled = changed(running.id(), JobState.CANCELLED);
        bus.publish(JobMessages.ORDERED, new ById(halted.id()));
        await(paused);
        await(cancelled);
        assertEquals(JobState.PAUSED, seenByOther(halted.id()).state());
        assertEquals(JobState.CANCELLED, await(other.request(JobMessages.AWAIT, new AwaitJob(running.id(), 20))).state());
        assertEquals(Fault.Code.BAD_REQUEST, fault(other.request(JobMessages.PAUSE, new ById(running.id()))).code());

        await(other.request(JobMessages.RESUME, new ById(halted.id())));
        byItself = true;
        window.tryComplete();
        bus.publish(JobMessages.ORDERED, new ById(halted.id()));
        assertEquals("w0 w1 w2", ended(halted.id()).text());
    }

    @Test
    void whatNobodyRenewsIsTakenOverAndALateWriteChangesNothing() {
        byItself = false;
        Job job = submitted("3.wav");
        finishWindow();
        Promise<TranscribedWindow> second = window();
        // Nobody there has models: what it takes over fails, and that is its end.
        startOther(Clock.offset(time(), Duration.ofSeconds(61)));
        Job ended = await(other.request(JobMessages.AWAIT, new AwaitJob(job.id(), 20)));
        assertEquals(JobState.FAILED, ended.state());

        List<String> late = log;
        late.clear();
        second.complete();
        assertEquals("lease", released(), "the first one gives up what it held");
        assertEquals(JobState.FAILED, get(job.id()).state());
        assertEquals("w0", get(job.id()).text());
        assertNull(get(job.id()).waiting());
    }
}
