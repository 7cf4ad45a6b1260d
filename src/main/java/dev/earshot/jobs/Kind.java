package dev.earshot.jobs;

import io.vertx.core.Future;

import java.util.Set;

/**
 * A kind of job: how it is asked for and how it is done. The queue knows nothing more of it; a new kind is a class of its own
 * and a line in {@link JobVerticle}.
 */
interface Kind {

    /** The names by which {@link JobMessages.Job} calls it. */
    Set<String> names();

    /** How many may be worked on at once, 1 or more. */
    int limit();

    /** Whether a job may begin now; where it may not, those behind it may come first. */
    default boolean mayBegin(Run run) {
        return true;
    }

    /** Work on a job from where its row and the store say that it is; not begun yet. */
    Task task(Run run);

    /** Whether pausing, resuming and cancelling it does the same to its children. */
    default boolean ownsChildren() {
        return false;
    }

    /** A job has ended, and the store knows: files of it can go. */
    default void ended(JobRow row) {
    }

    /** A job that had ended is forgotten: whatever is left of it can go. */
    default void removed(JobRow row) {
    }

    /** Lets what is nearly done be finished, before the service stops. */
    default Future<?> settle() {
        return Future.succeededFuture();
    }

    /** The work on one job, between its getting a place and its losing it. */
    interface Task {

        /** Begins; from now on it tells the {@link Scheduler} what becomes of it. */
        void begin();

        /** Stops at once and gives everything back; nothing may come of it any more. The future says when that is done. */
        Future<?> leave();
    }
}
