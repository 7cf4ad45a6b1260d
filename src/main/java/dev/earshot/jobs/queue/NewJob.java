package dev.earshot.jobs.queue;

import dev.earshot.jobs.store.Claim;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.jobs.store.JobStore;

import java.time.Instant;

/**
 * A job that was checked and may be accepted, with the fields of {@link JobRow}.
 *
 * @param kind   one of those of its type
 * @param parent the job that it is a part of or that needs it, or null
 * @param name   shown to users
 * @param spec   what is to be done, in JSON that its type understands
 * @param upload the file in the uploads folder that it keeps, or null
 * @param awaited whether the client waits for its end, and sends it again where there is no answer: see {@link JobStore#insertAwaited}
 */
public record NewJob(String kind, String parent, String name, boolean interactive, String spec, JobStatus status, String upload, boolean awaited) {

    public NewJob(String kind, String parent, String name, boolean interactive, String spec, JobStatus status, String upload) {
        this(kind, parent, name, interactive, spec, status, upload, false);
    }

    /** A retry of a job that has ended, with no parent. */
    public static NewJob retryOf(JobRow ended, JobStatus status) {
        return new NewJob(ended.kind(), null, ended.name(), ended.interactive(), ended.spec(), status, ended.upload());
    }

    JobRow row(String id, Instant now) {
        return JobRow.accepted(id, kind, parent, name, interactive, spec, status, now).withUpload(upload);
    }

    /** @param row this job's, as it starts */
    void insert(JobStore store, JobRow row, Claim claim) {
        if (awaited) {
            store.insertAwaited(row, claim);
        } else {
            store.insert(row, claim);
        }
    }
}
