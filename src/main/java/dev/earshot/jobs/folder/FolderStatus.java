package dev.earshot.jobs.folder;

import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.jobs.JobDetailMessages.FolderPhase;
import dev.earshot.jobs.store.JobStatus;

import java.util.function.UnaryOperator;

/**
 * How far a folder is. Pure.
 *
 * @param model    with which its files are transcribed
 * @param language a code, or {@code auto}
 */
record FolderStatus(String model, String language, FolderDetails folder) {

    static final FolderDetails NOTHING = new FolderDetails(FolderPhase.DISCOVERY, 0, 0, 0, 0, 0, 0);

    static JobStatus accepted(String model, String language) {
        return JobStatus.of(new FolderStatus(model, language, NOTHING));
    }

    static FolderStatus of(JobStatus status) {
        return status.details(FolderStatus.class);
    }

    static JobStatus changed(JobStatus status, UnaryOperator<FolderDetails> change) {
        return status.with(FolderStatus.class, own -> new FolderStatus(own.model, own.language, change.apply(own.folder)));
    }

    static FolderDetails in(FolderDetails folder, FolderPhase phase) {
        return new FolderDetails(phase, folder.files(), folder.done(), folder.failed(), folder.current(), folder.refused(), folder.seconds());
    }

    /** Some seconds of audio more are to be transcribed. */
    static FolderDetails longer(FolderDetails folder, double by) {
        return new FolderDetails(folder.phase(), folder.files(), folder.done(), folder.failed(), folder.current(), folder.refused(), folder.seconds() + by);
    }

    /** So many files are done by now, and so many could not be. */
    static FolderDetails ended(FolderDetails folder, int done, int failed) {
        return new FolderDetails(folder.phase(), folder.files(), done, failed, folder.current(), folder.refused(), folder.seconds());
    }
}
