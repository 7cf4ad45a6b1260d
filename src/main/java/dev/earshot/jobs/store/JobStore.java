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
 * Jobs and their finished windows. Blocking; belongs to one thread. A change is on disk when its method returns; a method that fails has changed
 * nothing. All failures of the database are {@link Fault}s of code {@code unavailable}, and may be retried; see {@link StoreFailure}.
 * Every implementation must pass {@code JobStoreContract}.
 */
public interface JobStore extends AutoCloseable {

    StoreHealth health();

    /** Writes to the store; fails where it does not work. */
    void probe();

    /** Inserts a new job. */
    void insert(JobRow row, Claim claim);

    /**
     * Inserts a new job whose client waits for its end. The row survives a kill of the service, but is synchronised to disk only together with the next
     * change of any job, which saves a synchronous write. If the machine loses power before that, the client notices it by its lost connection.
     */
    void insertAwaited(JobRow row, Claim claim);

    /**
     * Claims the jobs of these kinds that have not ended and whose owner's claim has expired, or is of the same data directory. Unless paused, they are
     * queued. Jobs of other kinds are not claimed, and set to waiting for a service that knows their kind.
     *
     * @return the claimed jobs, in the order of their acceptance
     */
    List<JobRow> takeOver(Claim claim, Set<String> kinds, Instant now);

    /** Claims one job of any kind that has not ended; empty where another service has a valid claim on it. */
    Optional<JobRow> takeOver(Claim claim, String id, Instant now);

    /** When the next claim of another service on a job that has not ended expires; empty where there is none. */
    Optional<Instant> nextExpiry(Claim claim);

    /** Extends an owner's claim on all its jobs. */
    void renew(Claim claim);

    /**
     * Claims jobs, whoever owns them, and writes their rows, all or none.
     *
     * @return the rows as stored, without those that another service has claimed meanwhile
     */
    List<JobRow> claim(Collection<JobRow> rows, Claim claim);

    /** Stores an order for the owner of a job; replaces an earlier one. False where the job has ended or does not exist. */
    boolean order(String id, JobOrder order);

    /** The orders for an owner's jobs, by id. */
    Map<String, JobOrder> orders(String owner);

    /** Removes the order for a job, which has been executed or is void. */
    void clearOrder(String id);

    /**
     * Writes a finished window and the job's row in one transaction; replaces a window that was written by a commit that failed. False where another
     * service has taken the job over.
     */
    boolean saveWindow(JobRow row, WindowDone window);

    /** Writes a job's row; false where another service has taken the job over. */
    boolean save(JobRow row);

    /**
     * Writes the rows of jobs in one transaction, without those that another service has taken over.
     *
     * @return the ids of the jobs written
     */
    Set<String> save(Collection<JobRow> rows);

    Optional<JobRow> find(String id);

    /** The first jobs that match a filter, newest first. */
    List<JobRow> page(JobFilter filter, int limit);

    /** All children of a job, in the order of their acceptance. */
    List<JobRow> children(String parent);

    /** The number of a job's children by state. */
    Map<JobState, Integer> childStates(String parent);

    /** The files that completed jobs have written. */
    Set<String> outputs();

    /**
     * Removes jobs that ended before a time, with their windows; not the children of a job that did not.
     *
     * @param limit the most to remove
     */
    Removed removeEnded(Instant time, int limit);

    /**
     * @param jobs    how many were removed
     * @param uploads that they had; other jobs may need them, too
     */
    record Removed(int jobs, List<String> uploads) {
        public Removed {
            uploads = List.copyOf(uploads);
        }
    }

    /** The job with an upload that failed or was cancelled longest ago. */
    Optional<JobRow> oldestFailedWithUpload();

    /** The uploads that jobs need. */
    List<String> uploads();

    /** Whether any job needs an upload. */
    boolean isUploadUsed(String upload);

    /** Replaces the path of an upload in all jobs that need it. */
    void moveUpload(String upload, String path);

    /** Removes these uploads from the jobs that have them; the files stay. */
    void releaseUploads(List<String> uploads);

    /** Removes the uploads from jobs that failed or were cancelled before a time; returns their paths. The files stay. */
    List<String> releaseUploadsOfFailed(Instant time);

    /**
     * Removes a job and its windows.
     *
     * @param withChildren whether to remove its children, too; otherwise they have no parent from now on
     */
    void remove(String id, boolean withChildren);

    /** Removes a job's windows from an index on. */
    void removeWindows(String id, int from);

    /** A job's finished windows, in order. */
    List<WindowDone> windows(String id);

    @Override
    void close();
}
