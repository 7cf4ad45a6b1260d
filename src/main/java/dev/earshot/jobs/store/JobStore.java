package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.WindowDone;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

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
    void insert(JobRow row, String owner);

    /** Claims every job that has not ended, as its only owner; in the order in which they came. */
    List<JobRow> takeOver(String owner);

    /**
     * Writes a finished window and where the job then is, at once; a window that a commit which failed has written all the same is
     * written over. False where the job belongs to somebody else by now.
     */
    boolean saveWindow(JobRow row, WindowDone window);

    /** Writes where a job is. False where it belongs to somebody else by now. */
    boolean save(JobRow row);

    /** Writes where jobs are, all or none; one that belongs to somebody else by now is left as it is. */
    void save(Collection<JobRow> rows);

    Optional<JobRow> find(String id);

    /**
     * Jobs, newest first.
     *
     * @param wanted asked of those that the filter lets through, but for their states, which the store does not know of all
     */
    List<JobRow> page(JobFilter filter, Predicate<JobRow> wanted, int limit);

    /** All children of a job, in the order in which they came. */
    List<JobRow> children(String parent);

    /** Files that jobs have written. */
    Set<String> outputs();

    /** At most so many jobs that ended before some time, except parts of one that has not. */
    List<JobRow> endedBefore(Instant time, int limit);

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

    /** Removes jobs and their windows, all or none. */
    void remove(Collection<String> ids);

    /** Removes a job's windows from one of them on. */
    void removeWindows(String id, int from);

    /** A job's finished windows, in order. */
    List<WindowDone> windows(String id);

    @Override
    void close();
}
