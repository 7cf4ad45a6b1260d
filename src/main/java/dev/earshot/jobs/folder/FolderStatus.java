package dev.earshot.jobs.folder;

import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.jobs.JobDetailMessages.FolderPhase;
import dev.earshot.jobs.store.JobStatus;

import java.util.function.UnaryOperator;

/**
 * The part of a job's status that only folders have. Pure.
 *
 * @param model    with which the files are transcribed
 * @param language a code, or {@code auto}
 */
record FolderStatus(String model, String language, FolderDetails folder) {

    static final FolderDetails INITIAL = new FolderDetails(FolderPhase.DISCOVERY, 0, 0, 0, 0, 0, 0);

    static JobStatus accepted(String model, String language) {
        return JobStatus.of(new FolderStatus(model, language, INITIAL));
    }

    static FolderStatus of(JobStatus status) {
        return status.details(FolderStatus.class);
    }

    static JobStatus update(JobStatus status, UnaryOperator<FolderDetails> change) {
        return status.withDetails(FolderStatus.class, own -> new FolderStatus(own.model, own.language, change.apply(own.folder)));
    }

    static FolderDetails withPhase(FolderDetails folder, FolderPhase phase) {
        return new FolderDetails(phase, folder.files(), folder.done(), folder.failed(), folder.current(), folder.refused(), folder.seconds());
    }

    /** Adds to the amount of audio that is to be transcribed. */
    static FolderDetails withMoreAudio(FolderDetails folder, double seconds) {
        return new FolderDetails(folder.phase(), folder.files(), folder.done(), folder.failed(), folder.current(), folder.refused(),
                folder.seconds() + seconds);
    }

    /** Sets how many files are done, and how many failed. */
    static FolderDetails withCounts(FolderDetails folder, int done, int failed) {
        return new FolderDetails(folder.phase(), folder.files(), done, failed, folder.current(), folder.refused(), folder.seconds());
    }
}
