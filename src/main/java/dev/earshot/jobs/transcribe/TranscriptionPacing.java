package dev.earshot.jobs.transcribe;

import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.DelayedTasks;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Scheduler;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** When transcriptions may be executed: what memory allows, and pauses after their engine died. Belongs to the module's thread. */
final class TranscriptionPacing {

    private final JobType type;
    private final Scheduler scheduler;
    private final Clock clock;
    private final DelayedTasks timers;
    private final EngineLosses losses;
    private final MemoryConditions memory = new MemoryConditions();

    /** @param firstPause after the first death of a job's engine */
    TranscriptionPacing(JobType type, Scheduler scheduler, Clock clock, DelayedTasks timers, Duration firstPause) {
        this.type = type;
        this.scheduler = scheduler;
        this.clock = clock;
        this.timers = timers;
        this.losses = new EngineLosses(firstPause);
    }

    MemoryConditions memory() {
        return memory;
    }

    boolean mayBegin(ActiveJob job) {
        return losses.waiting(job.id()) == null && (job.row().interactive() || memory.batchMayBegin(model(job), clock.instant()));
    }

    /** Why it may not begin; null where it may. */
    String waiting(ActiveJob job) {
        String lost = losses.waiting(job.id());
        return lost != null ? lost : job.row().interactive() || memory.allWell(clock.instant()) ? null : memory.waiting(model(job), clock.instant());
    }

    /** Whether a job has to give its place back: what nobody waits for does not hold a model while memory is critical. */
    boolean mustWait(ActiveJob job) {
        return memory.critical() && !job.row().interactive();
    }

    /** There was no memory for its model: it makes way until there may be some. */
    void starve(ActiveJob job, String why) {
        memory.starved(model(job), why, clock.instant());
        scheduler.queue().yieldSlot(job);
    }

    /** Its engine died: it is tried again after a pause, which holds up nobody else; false where it was tried often enough. */
    boolean triesAgain(ActiveJob job, Throwable error) {
        Optional<Duration> pause = losses.pause(job.row(), error);
        pause.ifPresent(time -> {
            scheduler.queue().yieldSlot(job);
            scheduler.waiting(job, waiting(job));
            timers.after(time, () -> {
                losses.rested(job.id());
                scheduler.waiting(job, waiting(job));
                scheduler.startMore(type);
            });
        });
        return pause.isPresent();
    }

    /** A job has ended. */
    void forget(String job) {
        losses.forget(job);
    }

    private static String model(ActiveJob job) {
        return TranscribeSpec.of(job.row()).model();
    }
}
