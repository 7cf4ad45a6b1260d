package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobRow;
import io.vertx.core.Future;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Everything about one or more kinds of job: how they are submitted, shown, executed, kept, and retried. The queue, the store and the
 * module's verticle know no kind. A new one is a package with an implementation of this and a line in the list of {@code JobVerticle};
 * its address is declared in {@code JobMessages}, and its name is what clients filter by and what metrics count by.
 *
 * <p>All methods are called on the module's thread, and must not wait for other modules; those that are blocking access files.
 */
public interface JobType {

    /** Called once, when the module starts. */
    interface Factory extends Function<JobContext, JobType> {
    }

    /** The kinds of its jobs, as in {@link JobRow#kind}: lower case; never renamed, as they are stored. */
    Set<String> kinds();

    /** How many may be executed at once, 1 or more. */
    int limit();

    /** The addresses at which its jobs are submitted; none where only other jobs create them. */
    default List<Submission<?, ?>> submissions() {
        return List.of();
    }

    /** Subscribes to the events that it needs; called once, before any job. */
    default Future<?> start() {
        return Future.succeededFuture();
    }

    /** The active job that does the same as a new one, and is returned in its place. */
    default Optional<ActiveJob> existing(NewJob asked) {
        return Optional.empty();
    }

    /**
     * A retry of a job that failed or was cancelled, with no parent.
     *
     * @return fails with {@code file-not-found} where an input is gone, and as a submission does
     */
    Future<NewJob> retry(JobRow ended);

    /** Its part of {@link dev.earshot.jobs.JobMessages.Job} in lists and events, from the row alone. */
    JobView view(JobRow row);

    /** The same for a single job: with what is too long for lists. May read the store. */
    default JobView detailView(JobRow row) {
        return view(row);
    }

    /** The row of a job that is no longer executed, without what applies only meanwhile, such as a speed. */
    default JobRow withoutLiveFields(JobRow row) {
        return row;
    }

    /** Whether a job may start now; if not, jobs behind it may overtake it. */
    default boolean mayStart(ActiveJob job) {
        return true;
    }

    /** Why a job may not start now, a sentence with numbers that stays the same while the reason does; null where only its turn has not come. */
    default String waiting(ActiveJob job) {
        return null;
    }

    /** One of its jobs waits, and there is no free slot. */
    default void onSlotWanted() {
    }

    /** An execution that continues a job from what its row and the store have; not started yet. */
    Execution execution(ActiveJob job);

    /** Whether pausing, resuming, cancelling and removing a job does the same to its children. */
    default boolean ownsChildren() {
        return false;
    }

    /** Whether the inputs of a job exist, so that it can be executed or retried. Blocking. */
    default boolean inputsExist(JobRow row) {
        return true;
    }

    /** Whether a cancelled job can be resumed; {@link #inputsExist} must be true, too. */
    default boolean canUndoCancel(JobRow cancelled) {
        return false;
    }

    /** The final row of a job, without what need not be kept for it any more, such as its upload. */
    default JobRow finalRow(JobRow ended) {
        return ended;
    }

    /** A job has ended, and its end is stored: its files can be removed. Blocking. */
    default void onEnded(JobRow row) {
    }

    /** Finishes what is nearly done, before the service stops. */
    default Future<?> finishPending() {
        return Future.succeededFuture();
    }

    /** The execution of one job, from getting a slot until losing it. */
    interface Execution {

        /**
         * Starts; reports to the {@link Scheduler}, at last with {@link Scheduler#complete} or
         * {@link Scheduler#fail}. A {@link Fault} thrown here fails the job.
         */
        void start();

        /** Stops and releases everything; completes when that is done. It must not report anything after this call. */
        Future<?> stop();
    }
}
