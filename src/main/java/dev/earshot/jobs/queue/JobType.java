package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobRow;
import io.vertx.core.Future;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of job, which owns all of itself: how one is submitted, shown, executed, kept, and done again. The queue, the store and the
 * module's verticle know no kind. A new one is a package with an implementation of this and a line in the list of {@code JobVerticle};
 * its address is declared in {@code JobMessages}, and its name is what clients filter by and what metrics count by.
 *
 * <p>All methods are called on the module's thread, and must not wait for other modules; what is said to be blocking looks at files.
 */
public interface JobType {

    /** Makes the type when the module starts; called once. */
    interface Factory extends Function<JobContext, JobType> {
    }

    /** The kinds of its jobs, as {@link JobRow#kind} has them: lower case; they stay the same for good, for the store has them. */
    Set<String> kinds();

    /** How many may be executed at once, 1 or more. */
    int limit();

    /** The addresses at which its jobs are submitted; none where only other jobs make them. */
    default List<Submission<?, ?>> submissions() {
        return List.of();
    }

    /** Begins to listen to what it needs to know; asked once, before any job. */
    default Future<?> start() {
        return Future.succeededFuture();
    }

    /** The job, not ended yet, that does already what a new one is to do, and is answered in its place. */
    default Optional<ActiveJob> existing(NewJob asked) {
        return Optional.empty();
    }

    /**
     * What does again what a job was to do that failed or was cancelled: part of no other job.
     *
     * @return fails with {@code file-not-found} where what it needs is gone, and as a submission does
     */
    Future<NewJob> retry(JobRow ended);

    /** Its part of {@link dev.earshot.jobs.JobMessages.Job} in lists and events, from what the row has. */
    JobView view(JobRow row);

    /** Its part of a job that is asked for by itself: with what is too long for lists. May read the store. */
    default JobView wholeView(JobRow row) {
        return view(row);
    }

    /** A job on which nobody works any more, without what was true only meanwhile, such as a speed. */
    default JobRow atRest(JobRow row) {
        return row;
    }

    /** Whether a job may begin now; where it may not, those behind it may come first. */
    default boolean mayBegin(ActiveJob job) {
        return true;
    }

    /** Why a job may not begin now, a sentence with numbers that stays the same while the reason does; null where only its turn has not come. */
    default String waiting(ActiveJob job) {
        return null;
    }

    /** One of its jobs waits for a place while all are taken. */
    default void onPlaceWanted() {
    }

    /** What executes a job from where its row and the store say that it is; not begun yet. */
    Execution execution(ActiveJob job);

    /** Whether pausing, resuming, cancelling and forgetting one does the same to its children. */
    default boolean ownsChildren() {
        return false;
    }

    /** Whether what a job needs to be done, or done again, is there. Blocking. */
    default boolean needsAreThere(JobRow row) {
        return true;
    }

    /** Whether a cancelled job can go on where it was; {@link #needsAreThere} is asked besides. */
    default boolean canTakeBack(JobRow cancelled) {
        return false;
    }

    /** A job that is about to end, without what need not be kept for it any more, such as its upload. */
    default JobRow closed(JobRow ended) {
        return ended;
    }

    /** A job has ended, and the store knows: files of it can go. Blocking. */
    default void ended(JobRow row) {
    }

    /** Lets what is nearly done be finished, before the service stops. */
    default Future<?> settle() {
        return Future.succeededFuture();
    }

    /** The work on one job, between its getting a place and its losing it. */
    interface Execution {

        /**
         * Begins; from now on it tells the {@link Scheduler} what becomes of it, ending with {@link Scheduler#complete} or
         * {@link Scheduler#fail}. A {@link Fault} that it throws fails the job.
         */
        void begin();

        /** Stops at once and gives everything back; nothing may come of it any more. The future says when that is done. */
        Future<?> leave();
    }
}
