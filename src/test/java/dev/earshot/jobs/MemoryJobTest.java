package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.models.DecisionMessages;
import dev.earshot.models.DecisionMessages.Decision;
import dev.earshot.models.ModelMessages.ModelLease;
import dev.earshot.speech.Priority;
import dev.earshot.system.SystemMessages;
import dev.earshot.system.SystemMessages.CpuReading;
import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.MemoryReading;
import dev.earshot.system.SystemMessages.ProcessMemory;
import dev.earshot.system.SystemMessages.ServiceMemory;
import dev.earshot.system.SystemMessages.SystemReading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What want of memory does to the queue. */
class MemoryJobTest extends JobRig {

    private static SystemReading reading(Level level, double availableGb) {
        ProcessMemory nothing = new ProcessMemory(0, 0.0, 0);
        return new SystemReading(Instant.EPOCH, "test", new MemoryReading(16, availableGb, 16 - availableGb, 50, level, 80, 90, 0, 0, false),
                new ServiceMemory(0, 0.0, 0, 0, nothing, nothing), new CpuReading(0, 0, 0, 2));
    }

    /** Says it, and waits until the module has heard it: a request behind it is answered after it. */
    private void memory(Level level, double availableGb) {
        bus.publish(SystemMessages.MEMORY, reading(level, availableGb));
        await(bus.request(JobMessages.LIST, new JobMessages.ListJobs(1, null)));
    }

    @Test
    void whileMemoryIsCriticalBatchWorkWaitsAndPeopleAreServed() {
        memory(Level.CRITICAL, 0.5);
        Job batch = await(submit("1.wav", Priority.BATCH, false));

        assertEquals(JobState.COMPLETED, ended(submitted("2.wav").id()).state());

        Job waiting = get(batch.id());
        assertEquals(JobState.QUEUED, waiting.state());
        assertEquals("It waits for memory: 50.0 % of 16.0 GB were in use, 500 MB available. Batch jobs continue below 87 %.", waiting.waiting());
        memory(Level.CRITICAL, 0.4);
        assertEquals(waiting.log(), get(batch.id()).log(), "it is said once, not with every look");
        memory(Level.WARNING, 2);
        Job done = ended(batch.id());
        assertEquals(JobState.COMPLETED, done.state());
        assertNull(done.waiting());
    }

    @Test
    void aBatchJobThatRunsPausesBetweenItsWindows() {
        byItself = false;
        Job batch = await(submit("2.wav", Priority.BATCH, false));
        Promise<TranscribedWindow> first = window();
        memory(Level.CRITICAL, 0.5);
        first.complete();
        Job person = submitted("1.wav");
        finishWindow();
        assertEquals(JobState.COMPLETED, ended(person.id()).state(), "its second window has not begun");

        assertEquals(JobState.QUEUED, get(batch.id()).state(), "and it holds no model meanwhile");
        assertTrue(get(batch.id()).waiting().contains("Batch jobs continue below 87 %"), get(batch.id()).waiting());
        assertEquals(List.of("lease", "lease"), List.of(released(), released()), "nor does the other one");
        memory(Level.NORMAL, 8);
        finishWindow();
        assertEquals("w0 w1", ended(batch.id()).text());
    }

    @Test
    void windowsAreShorterWhileMemoryIsCritical() {
        memory(Level.CRITICAL, 0.5);
        ended(submitted("1.wav").id());
        memory(Level.NORMAL, 8);
        ended(submitted("1.wav").id());

        assertEquals(15, longest.get(0));
        assertNull(longest.get(longest.size() - 1));

        for (int seconds : new int[] {10, 20}) {
            lease = Future.succeededFuture(new ModelLease("lease", "m", null, seconds, 60_000));
            memory(Level.NORMAL, 8);
            ended(submitted("1.wav").id());
            assertEquals(seconds, longest.get(longest.size() - 1), "what the model wants");
            memory(Level.CRITICAL, 0.5);
            ended(submitted("1.wav").id());
            assertEquals(Math.min(15, seconds), longest.get(longest.size() - 1));
        }
    }

    @Test
    void theReadAheadOfAudioDependsOnFreeMemory() {
        byItself = false;
        int[] expected = {60, 90, 120};
        double[] available = {3.9, 7.9, 8};
        for (int i = 0; i < expected.length; i++) {
            memory(Level.NORMAL, available[i]);
            fetched.clear();
            Job job = submitted("99.wav");
            Promise<TranscribedWindow> running = window();
            // One that the engine has, one in the decoder, and what fits beside: windows are 10 s here, the decoder's 30.
            int windows = 1 + (expected[i] - 60) / 10 + 1;
            for (int w = 0; w < windows; w++) {
                fetchedOne();
            }
            await(bus.request(JobMessages.CANCEL, new JobMessages.ById(job.id())));
            assertEquals(Fault.Code.CANCELLED, fault(running.future()).code());
            awaitNoSessions();
            assertTrue(fetched.isEmpty(), "more was asked for than " + expected[i] + " s");
        }
    }

    @Test
    void aPersonIsToldThatThereIsNoMemoryAndABatchJobWaitsForIt() {
        lease = Future.failedFuture(new Fault(Fault.Code.NOT_ENOUGH_MEMORY, "It needs 900 MB."));
        assertEquals("not-enough-memory", ended(submitted("1.wav").id()).error().code());

        Job batch = await(submit("1.wav", Priority.BATCH, false));
        Job waiting = waiting(batch.id());
        assertEquals("It waits for memory. It needs 900 MB.", waiting.waiting());
        assertEquals(JobState.QUEUED, waiting.state());

        lease = Future.succeededFuture(new ModelLease("lease", "m", null, null, 60_000));
        memory(Level.NORMAL, 8);
        assertEquals(JobState.QUEUED, get(batch.id()).state(), "there is no use in trying again at once");
        clock.addAndGet(31_000);
        memory(Level.NORMAL, 8);
        Job job = ended(batch.id());
        assertEquals(JobState.COMPLETED, job.state());
        assertNull(job.waiting());
        assertTrue(job.log().stream().anyMatch(line -> line.message().contains("900 MB")), job.log().toString());
    }

    private String running(Job job) {
        return get(job.id()).model();
    }

    /** All places taken by jobs that may not run: they give them back. */
    @Test
    void batchJobsGiveTheirPlacesToPeopleWhileMemoryIsCritical() {
        byItself = false;
        List<Job> batch = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            batch.add(await(submit("2.wav", Priority.BATCH, false)));
        }
        Promise<TranscribedWindow> first = window();
        memory(Level.CRITICAL, 0.5);
        first.complete();
        byItself = true;
        assertEquals(JobState.COMPLETED, ended(submitted("1.wav").id()).state());

        memory(Level.NORMAL, 8);
        batch.forEach(job -> assertEquals("w0 w1", ended(job.id()).text()));
    }

    /** Lengths that no binary fraction is, and memory that runs short in the middle. */
    @Test
    void windowsOfAnyLengthGoOnWhenLessMayBeHeld() {
        byItself = false;
        windowSeconds = 7.3;
        memory(Level.NORMAL, 16);
        Job job = submitted("40.wav");
        for (int i = 0; i < 40; i++) {
            if (i == 10) {
                memory(Level.NORMAL, 3);
            }
            finishWindow();
        }
        assertEquals(JobState.COMPLETED, ended(job.id()).state());
    }

    @Test
    void oneModelThatDoesNotFitHoldsUpNobodyElse() {
        byItself = false;
        Job running = await(submit("3.wav", Priority.BATCH, false));
        Promise<TranscribedWindow> first = window();
        lease = Future.failedFuture(new Fault(Fault.Code.NOT_ENOUGH_MEMORY, "It needs 900 MB."));
        Job starving = await(submit("1.wav", Priority.BATCH, false));
        waiting(starving.id());
        first.complete();
        finishWindow();
        finishWindow();
        assertEquals(JobState.COMPLETED, ended(running.id()).state());
    }

    private Job waiting(String id) {
        Promise<Job> noticed = Promise.promise();
        bus.subscribe(JobMessages.CHANGED, job -> {
            if (job.id().equals(id) && job.waiting() != null && job.state() == JobState.QUEUED) {
                noticed.tryComplete(job);
            }
        });
        Job now = get(id);
        return now.waiting() != null ? now : await(noticed.future());
    }

    @Test
    void theModelThatWasReallyUsedAndWhyStandInTheJob() {
        lease = Future.succeededFuture(new ModelLease("lease", "base", "The model 'base' was used in place of 'small'.", null, 60_000));
        Job job = ended(submitted("1.wav").id());
        assertEquals("base", job.model());
        assertEquals("The model 'base' was used in place of 'small'.", job.notice());
        assertTrue(log.contains("model base"), log.toString());
    }

    @Test
    void aSuggestionReachesTheJobsThatAreBeingDone() {
        byItself = false;
        Job job = submitted("1.wav");
        Promise<TranscribedWindow> running = window();
        bus.publish(DecisionMessages.DECISION,
                new Decision(Instant.EPOCH, "test", running(job), DecisionMessages.DecisionAction.SUGGEST, DecisionMessages.DecisionCode.PROCESSOR_BUSY,
                "The model 'tiny' is faster.", Map.of(), null));
        await(bus.request(JobMessages.LIST, new JobMessages.ListJobs(1, null)));
        running.complete();
        assertEquals("The model 'tiny' is faster.", Objects.requireNonNull(ended(job.id()).notice()));
        assertEquals(List.of(), get(job.id()).segments().stream().filter(segment -> segment.text().isBlank()).toList());
    }
}
