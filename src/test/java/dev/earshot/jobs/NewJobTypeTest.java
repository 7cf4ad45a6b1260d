package dev.earshot.jobs;

import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.jobs.CountingJobs.SubmitCount;
import dev.earshot.jobs.CountingJobs.Tick;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.metrics.MetricsMessages;
import dev.earshot.metrics.MetricsVerticle;
import dev.earshot.metrics.VertxMeters;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A kind of job that nobody knew is one class, {@link CountingJobs}, and one line, in {@link #types}. */
class NewJobTypeTest extends JobRig {

    @Override
    List<JobType.Factory> types() {
        return Stream.concat(JobVerticle.TYPES.stream(), Stream.<JobType.Factory>of(CountingJobs::new)).toList();
    }

    private Job count(String name, int to) {
        return await(bus.request(CountingJobs.SUBMIT, new SubmitCount(name, to)));
    }

    /** Has the job that is executed count by one, and answers it when it has told of that. */
    private Job tick(String id, double progress) {
        Promise<Job> told = Promise.promise();
        bus.subscribe(JobMessages.CHANGED, job -> {
            if (job.id().equals(id) && job.progress() == progress) {
                told.tryComplete(job);
            }
        });
        bus.publish(CountingJobs.TICK, new Tick(false));
        return await(told.future());
    }

    private List<String> ids(String kind) {
        return await(bus.request(JobMessages.LIST, new ListJobs(null, null, null, null, kind, null, null))).jobs().stream().map(Job::id).toList();
    }

    @Test
    void itIsSubmittedShownAndTold() {
        List<Job> told = new CopyOnWriteArrayList<>();
        bus.subscribe(JobMessages.CHANGED, told::add);
        String id = count("to three", 3).id();
        reach(id, JobState.RUNNING);
        assertEquals(1 / 3.0, tick(id, 1 / 3.0).progress());

        Job shown = get(id);
        assertEquals("count to three RUNNING", shown.kind() + " " + shown.name() + " " + shown.state());
        assertEquals(List.of("queued", "counting from 0"), shown.log().stream().map(LogLine::message).toList());
        assertNull(shown.model());
        assertNull(shown.text());
        assertEquals(List.of(id), ids("count"));
        assertEquals(List.of(), ids("transcribe"));
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(CountingJobs.SUBMIT, new SubmitCount("nothing", 0))).code());
        tick(id, 2 / 3.0);
        bus.publish(CountingJobs.TICK, new Tick(false));

        Job ended = ended(id);
        assertEquals(JobState.COMPLETED, ended.state());
        assertEquals(1, ended.progress());
        assertFalse(ended.canRetry());
        assertTrue(told.stream().map(Job::state).toList().containsAll(List.of(JobState.QUEUED, JobState.RUNNING)), told.toString());
    }

    @Test
    void itIsPausedAndGoesOnAlsoInTheNextService() {
        String id = count("to three", 3).id();
        reach(id, JobState.RUNNING);
        tick(id, 1 / 3.0);
        assertEquals(JobState.PAUSED, await(bus.request(JobMessages.PAUSE, new ById(id))).state());
        bus.publish(CountingJobs.TICK, new Tick(false));
        redeploy();

        assertEquals(JobState.PAUSED, get(id).state());
        assertEquals(1 / 3.0, get(id).progress());
        await(bus.request(JobMessages.RESUME, new ById(id)));
        reach(id, JobState.RUNNING);
        assertEquals(2 / 3.0, tick(id, 2 / 3.0).progress());
    }

    @Test
    void itIsCancelledFailsAndIsDoneAgain() {
        String first = count("cancelled", 2).id();
        String second = count("fails", 2).id();
        reach(first, JobState.RUNNING);
        assertEquals(JobState.QUEUED, get(second).state());
        assertEquals(JobState.CANCELLED, await(bus.request(JobMessages.CANCEL, new ById(first))).state());
        reach(second, JobState.RUNNING);
        bus.publish(CountingJobs.TICK, new Tick(true));
        Job failed = ended(second);
        assertEquals("bad-audio It lost count.", failed.error().code() + " " + failed.error().message());
        assertTrue(failed.canRetry());
        assertFalse(get(first).canResume());

        Job again = await(bus.request(JobMessages.RETRY, new ById(second)));
        assertEquals("count fails", again.kind() + " " + again.name());
        reach(again.id(), JobState.RUNNING);
        tick(again.id(), 0.5);
        bus.publish(CountingJobs.TICK, new Tick(false));
        assertEquals(JobState.COMPLETED, ended(again.id()).state());
        await(bus.request(JobMessages.FORGET, new ById(again.id())));
        assertEquals(List.of(second, first), ids("count"));
    }

    @Test
    void itIsCounted() {
        await(vertx.deployVerticle(new MetricsVerticle(bus, new VertxMeters("test"))));
        String id = count("to one", 1).id();
        reach(id, JobState.RUNNING);
        bus.publish(CountingJobs.TICK, new Tick(false));
        ended(id);

        String metrics = await(bus.request(MetricsMessages.SCRAPE, Empty.INSTANCE)).text();
        assertTrue(metrics.contains("earshot_jobs_ended_total{kind=\"count\",outcome=\"completed\"} 1.0"), metrics);
    }
}
