package dev.earshot.jobs.transcribe;

import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.DelayedTasks;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Scheduler;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** When transcriptions may be executed: as memory permits, and after a backoff where their engine failed. Belongs to the module's thread. */
final class TranscriptionPacing {

    private final JobType type;
    private final Scheduler scheduler;
    private final Clock clock;
    private final DelayedTasks timers;
    private final EngineBackoff engineBackoff;
    private final MemoryConditions memory = new MemoryConditions();

    /** @param firstBackoff after the first failure of a job's engine */
    TranscriptionPacing(JobType type, Scheduler scheduler, Clock clock, DelayedTasks timers, Duration firstBackoff) {
        this.type = type;
        this.scheduler = scheduler;
        this.clock = clock;
        this.timers = timers;
        this.engineBackoff = new EngineBackoff(firstBackoff);
    }

    MemoryConditions memory() {
        return memory;
    }

    boolean mayStart(ActiveJob job) {
        return engineBackoff.waitReason(job.id()) == null && (job.row().interactive() || memory.mayStartBatch(model(job), clock.instant()));
    }

    /** Why a job may not start, a sentence with numbers; null where it may. */
    String waitReason(ActiveJob job) {
        String lost = engineBackoff.waitReason(job.id());
        return lost != null ? lost : job.row().interactive() || memory.isUnconstrained(clock.instant()) ? null : memory.waitReason(model(job), clock.instant());
    }

    /** Whether a job has to yield its slot: batch jobs hold no model while memory is critical. */
    boolean mustYield(ActiveJob job) {
        return memory.isCritical() && !job.row().interactive();
    }

    /** The model of a job did not fit into memory: the job yields its slot, and waits for a while. */
    void onMemoryShortage(ActiveJob job, String why) {
        memory.starved(model(job), why, clock.instant());
        scheduler.queue().yieldSlot(job);
    }

    /** Has a job yield its slot and wait before its next attempt; false where the error is not retried, or has been often enough. */
    boolean retryAfterBackoff(ActiveJob job, Throwable error) {
        Optional<Duration> backoff = engineBackoff.nextBackoff(job.row(), error);
        backoff.ifPresent(time -> {
            scheduler.queue().yieldSlot(job);
            scheduler.waiting(job, waitReason(job));
            timers.after(time, () -> {
                engineBackoff.onBackoffEnded(job.id());
                scheduler.waiting(job, waitReason(job));
                scheduler.startMore(type);
            });
        });
        return backoff.isPresent();
    }

    void onEnded(String job) {
        engineBackoff.forget(job);
    }

    private static String model(ActiveJob job) {
        return TranscribeSpec.of(job.row()).model();
    }
}
