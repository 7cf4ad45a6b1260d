package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.models.ModelMessages.Resolve;

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
record Retry(JobRow ended, Resolve resolve, Status status) {

    /** @throws Fault {@code bad-request} where it did not fail and was not cancelled */
    static void check(JobRow row) {
        if (row.state() != State.FAILED && row.state() != State.CANCELLED) {
            throw Fault.badRequest("Job '" + row.id() + "' is " + row.state().name().toLowerCase(Locale.ROOT)
                    + "; only one that failed or was cancelled can be tried again.");
        }
    }

    /** @throws Fault {@code file-not-found} */
    static Retry ofTranscription(JobRow row) {
        TranscribeSpec spec = Transcriptions.spec(row);
        if (!Files.isRegularFile(Path.of(spec.path()))) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, spec.owned()
                    ? "The upload '" + row.name() + "' is not kept any more; upload it again." : "There is no such file any more: " + spec.path() + ".");
        }
        return new Retry(row, new Resolve(spec.model(), spec.language(), spec.translate(), spec.keepAlive()),
                Status.transcription(spec.model(), spec.language()));
    }

    /** @throws Fault {@code file-not-found}, {@code forbidden} */
    static Retry ofFolder(JobRow row, Roots roots) {
        FolderSpec spec = Json.read(row.spec(), FolderSpec.class);
        roots.readable(spec.path());
        return new Retry(row, new Resolve(spec.model(), spec.language(), spec.translate(), null), Status.folder(spec.model(), spec.language()));
    }

    JobRow row(String id, Instant now) {
        return JobRow.accepted(id, ended.kind(), null, ended.name(), ended.interactive(), ended.spec(), status, now).holding(ended.upload());
    }
}
