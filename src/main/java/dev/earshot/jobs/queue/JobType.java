package dev.earshot.jobs.queue;

import dev.earshot.jobs.store.JobRow;
import io.vertx.core.Future;

import java.util.Set;

/**
 * A kind of job: how it is asked for and how it is done. The queue knows nothing more of it; a new kind is a class of its own
 * and a line in {@link JobVerticle}.
 */
public interface JobType {

    /** The names by which {@link JobMessages.Job} calls it. */
    Set<String> names();

    /** How many may be worked on at once, 1 or more. */
    int limit();

    /** Whether a job may begin now; where it may not, those behind it may come first. */
    default boolean mayBegin(ActiveJob job) {
        return true;
    }

    /** Why a job may not begin now, a sentence with numbers that stays the same while the reason does; null where only its turn has not come. */
    default String waiting(ActiveJob job) {
        return null;
    }

    /** Work on a job from where its row and the store say that it is; not begun yet. */
    Execution execution(ActiveJob job);

    /** Whether pausing, resuming and cancelling it does the same to its children. */
    default boolean ownsChildren() {
        return false;
    }

    /** Whether its jobs have segments and text. */
    default boolean hasTranscript() {
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

    /** A job that is about to end, without what it does not need any more. */
    default JobRow closed(JobRow ended) {
        return ended;
    }

    /** A job has ended, and the store knows: files of it can go. */
    default void ended(JobRow row) {
    }

    /** Lets what is nearly done be finished, before the service stops. */
    default Future<?> settle() {
        return Future.succeededFuture();
    }

    /** The work on one job, between its getting a place and its losing it. */
    interface Execution {

        /** Begins; from now on it tells the {@link Scheduler} what becomes of it. */
        void begin();

        /** Stops at once and gives everything back; nothing may come of it any more. The future says when that is done. */
        Future<?> leave();
    }
}
