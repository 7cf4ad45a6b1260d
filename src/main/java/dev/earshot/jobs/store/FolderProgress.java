package dev.earshot.jobs.store;

import dev.earshot.jobs.JobMessages.FolderDetails;

/** What becomes of how far a folder is. Pure. */
public final class FolderProgress {

    public static final FolderDetails NOTHING = new FolderDetails("discovery", 0, 0, 0, 0, 0, 0);

    private FolderProgress() {
    }

    public static FolderDetails in(FolderDetails folder, String phase) {
        return new FolderDetails(phase, folder.files(), folder.done(), folder.failed(), folder.current(), folder.refused(), folder.seconds());
    }

    /** Some seconds of audio more are to be transcribed. */
    public static FolderDetails longer(FolderDetails folder, double by) {
        return new FolderDetails(folder.phase(), folder.files(), folder.done(), folder.failed(), folder.current(), folder.refused(), folder.seconds() + by);
    }

    /** One more file is done, or could not be. */
    public static FolderDetails ended(FolderDetails folder, boolean well) {
        return new FolderDetails(folder.phase(), folder.files(), folder.done() + (well ? 1 : 0), folder.failed() + (well ? 0 : 1), folder.current(),
                folder.refused(), folder.seconds());
    }
}
