package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.WindowDone;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Jobs and their finished windows. Blocking; belongs to one thread. A change is on disk when its method returns, or nothing of it where
 * that fails. All failures of the database are {@link Fault}s of code {@code unavailable}, after which the same may be tried again; see
 * {@link StoreFailure}. Every database that keeps jobs passes {@code JobStoreContract}.
 */
public interface JobStore extends AutoCloseable {

    StoreHealth health();

    /** Fails where the store does not work as yet, by writing to it. */
    void probe();

    /** Takes a job in that is new. */
    void insert(JobRow row, Claim claim);

    /**
     * The same for a job whose sender waits for its end. It is in the store, for whoever asks and for the next start after a kill, but is on disk with
     * the next change of any job only: its end then costs one synchronous write, and not two. Where the machine loses its power before that, its
     * sender has lost the connection.
     */
    void insertAwaited(JobRow row, Claim claim);

    /**
     * Claims every job of these kinds that has not ended and that nobody works on: whose owner's claim has expired, or was made in the name of
     * the same data directory. Those that are not paused are queued from now on. One of another kind stays whose it was, and waits for a
     * service that knows its kind.
     *
     * @return what was claimed, in the order in which it came
     */
    List<JobRow> takeOver(Claim claim, Set<String> kinds, Instant now);

    /** Claims one job, of whatever kind and in whatever state, that has not ended; empty where somebody works on it. */
    Optional<JobRow> takeOver(Claim claim, String id, Instant now);

    /** When the next claim expires of those that others have on jobs that have not ended; empty where there is none. */
    Optional<Instant> nextExpiry(Claim claim);

    /** An owner's claims on all that it has hold longer. */
    void renew(Claim claim);

    /**
     * Claims these jobs, whoever had them, and writes where they are, all or none.
     *
     * @return as they then are; without those that somebody else has claimed meanwhile
     */
    List<JobRow> claim(Collection<JobRow> rows, Claim claim);

    /** Leaves an order to the owner of a job; a later one takes its place. False where the job has ended, or there is none. */
    boolean order(String id, JobOrder order);

    /** What an owner has been ordered to do, by job. */
    Map<String, JobOrder> orders(String owner);

    /** The order is carried out, or there is nothing to do. */
    void obeyed(String id);

    /**
     * Writes a finished window and where the job then is, at once; a window that a commit which failed has written all the same is
     * written over. False where the job belongs to somebody else by now.
     */
    boolean saveWindow(JobRow row, WindowDone window);

    /** Writes where a job is. False where it belongs to somebody else by now. */
    boolean save(JobRow row);

    /**
     * Writes where jobs are, all or none. Those that belong to somebody else by now are left as they are.
     *
     * @return the ids of the others
     */
    Set<String> save(Collection<JobRow> rows);

    Optional<JobRow> find(String id);

    /** The first jobs, newest first, that a filter lets through. */
    List<JobRow> page(JobFilter filter, int limit);

    /** All children of a job, in the order in which they came. */
    List<JobRow> children(String parent);

    /** How many children of a job are in which state. */
    Map<JobState, Integer> childStates(String parent);

    /** Files that jobs have written. */
    Set<String> outputs();

    /**
     * Removes at most so many jobs, with their windows, that ended before some time, except parts of one that has not.
     *
     * @return how many they were, and the uploads that they held on to
     */
    Removed removeEnded(Instant time, int limit);

    /** @param uploads may be held by other jobs */
    record Removed(int jobs, List<String> uploads) {
        public Removed {
            uploads = List.copyOf(uploads);
        }
    }

    /** The job that failed or was cancelled first, of those that hold on to an upload. */
    Optional<JobRow> oldestFailedWithUpload();

    /** The uploads that jobs hold on to. */
    List<String> uploads();

    /** Whether a job holds on to an upload. */
    boolean holds(String upload);

    /** All jobs find an upload where it lies now. */
    void move(String upload, String path);

    /** All jobs let go of these uploads. */
    void letGo(List<String> uploads);

    /** Jobs that failed or were cancelled before some time let go of their uploads; answers which these are. */
    List<String> letGoOfFailed(Instant time);

    /**
     * Removes a job and its windows. Its children are part of no job from now on.
     *
     * @param withChildren whether they are removed, too
     */
    void forget(String id, boolean withChildren);

    /** Removes a job's windows from one of them on. */
    void removeWindows(String id, int from);

    /** A job's finished windows, in order. */
    List<WindowDone> windows(String id);

    @Override
    void close();
}
