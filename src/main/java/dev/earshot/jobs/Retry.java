package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.folder.FolderSpec;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.jobs.transcribe.TranscribeSpec;
import dev.earshot.jobs.transcribe.TranscriptionJobs;
import dev.earshot.models.ModelMessages.ResolveModel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/**
 * A job once more: what it asks for, and how it begins. Pure but for a look at its files.
 *
 * @param resolve the model as the job that ended had it
 * @param status  of a job that has just been accepted
 */
record Retry(JobRow ended, ResolveModel resolve, JobStatus status) {

    /** @throws Fault {@code bad-request} where it did not fail and was not cancelled */
    static void check(JobRow row) {
        if (row.state() != JobState.FAILED && row.state() != JobState.CANCELLED) {
            throw Fault.badRequest("Job '" + row.id() + "' is " + row.state().name().toLowerCase(Locale.ROOT)
                    + "; only one that failed or was cancelled can be tried again.");
        }
    }

    /** @throws Fault {@code file-not-found} */
    static Retry ofTranscription(JobRow row) {
        TranscribeSpec spec = TranscriptionJobs.spec(row);
        if (!Files.isRegularFile(Path.of(spec.path()))) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, spec.owned()
                    ? "The upload '" + row.name() + "' is not kept any more; upload it again." : "There is no such file any more: " + spec.path() + ".");
        }
        return new Retry(row, new ResolveModel(spec.model(), spec.language(), spec.translate(), spec.keepAlive()),
                JobStatus.transcription(spec.model(), spec.language()));
    }

    /** @throws Fault {@code file-not-found}, {@code forbidden} */
    static Retry ofFolder(JobRow row, AllowedFolders roots) {
        FolderSpec spec = Json.read(row.spec(), FolderSpec.class);
        roots.readable(spec.path());
        return new Retry(row, new ResolveModel(spec.model(), spec.language(), spec.translate(), null), JobStatus.folder(spec.model(), spec.language()));
    }

    JobRow row(String id, Instant now) {
        return JobRow.accepted(id, ended.kind(), null, ended.name(), ended.interactive(), ended.spec(), status, now).holding(ended.upload());
    }
}
