package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.jobs.CountingJobs.SubmitCount;
import dev.earshot.jobs.CountingJobs.Tick;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobList;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.queue.JobType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

/** Jobs in the store whose kind only another version of the service knows. */
class UnknownKindTest extends JobRig {

    private static final String WHY = "This version of Earshot does not know jobs of the kind 'count'; it waits for one that does.";

    private boolean known = true;

    @Override
    List<JobType.Factory> types() {
        return known ? Stream.concat(JobVerticle.TYPES.stream(), Stream.<JobType.Factory>of(CountingJobs::new)).toList() : JobVerticle.TYPES;
    }

    private String count(String name) {
        return await(bus.request(CountingJobs.SUBMIT, new SubmitCount(name, 1))).id();
    }

    private void startVersion(boolean knowsKind) {
        known = knowsKind;
        redeploy();
    }

    private List<String> ids(String state) {
        JobList found = await(bus.request(JobMessages.LIST, new ListJobs(null, null, null, state, null, null, null)));
        return found.jobs().stream().map(Job::id).toList();
    }

    @Test
    void theyAreKeptAndShownAndWaitWhileOtherJobsGoOn() {
        byItself = false;
        String running = count("runs");
        reach(running, JobState.RUNNING);
        String queued = count("is queued");
        Job speech = submitted("2.wav");
        Promise<TranscribedWindow> last = window();
        known = false;
        Future<Void> stopped = vertx.undeploy(deployment);
        // The stop waits for the window that runs, and has begun to when it takes back what waits.
        cancel();
        last.complete();
        await(stopped);
        deploy();

        Job shown = get(running);
        assertEquals("count runs WAITING " + WHY, shown.kind() + " " + shown.name() + " " + shown.state() + " " + shown.waiting());
        assertNull(shown.progress());
        assertEquals(List.of(queued, running), ids("waiting"));
        Promise<TranscribedWindow> next = window();
        byItself = true;
        next.complete();
        assertEquals("w0 w1", ended(speech.id()).text());

        startVersion(true);
        reach(running, JobState.RUNNING);
        assertEquals(JobState.QUEUED, get(queued).state());
        bus.publish(CountingJobs.TICK, new Tick(false));
        assertEquals(JobState.COMPLETED, ended(running).state());
    }

    @Test
    void theyCanBeCancelledAndForgottenAndPausedAndNotDoneAgain() {
        String first = count("first");
        reach(first, JobState.RUNNING);
        bus.publish(CountingJobs.TICK, new Tick(true));
        ended(first);
        String second = count("second");
        String third = count("third");
        startVersion(false);

        assertFalse(get(first).canRetry());
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.RETRY, new ById(first))).code());
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.FORGET, new ById(second))).code());
        Future<Job> cancelled = changed(second, JobState.CANCELLED);
        assertEquals(JobState.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(second))).state());
        assertNull(await(cancelled).waiting());
        await(bus.request(JobMessages.FORGET, new ById(second)));
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.GET, new ById(second))).code());
        assertEquals(JobState.WAITING, await(bus.request(JobMessages.PAUSE, new ById(third))).state(), "there is no work to halt");

        startVersion(true);
        assertEquals(JobState.PAUSED, get(third).state(), "the version that knows it obeys");
    }
}
