package dev.earshot.jobs;

import dev.earshot.jobs.JobMessages.Folder;

/** What becomes of how far a folder is. Pure. */
final class FolderProgress {

    static final Folder NOTHING = new Folder("discovery", 0, 0, 0, 0, 0, 0);

    private FolderProgress() {
    }

    static Folder in(Folder folder, String phase) {
        return new Folder(phase, folder.files(), folder.done(), folder.failed(), folder.current(), folder.refused(), folder.seconds());
    }

    /** Some seconds of audio more are to be transcribed. */
    static Folder longer(Folder folder, double by) {
        return new Folder(folder.phase(), folder.files(), folder.done(), folder.failed(), folder.current(), folder.refused(), folder.seconds() + by);
    }

    /** One more file is done, or could not be. */
    static Folder ended(Folder folder, boolean well) {
        return new Folder(folder.phase(), folder.files(), folder.done() + (well ? 1 : 0), folder.failed() + (well ? 0 : 1), folder.current(),
                folder.refused(), folder.seconds());
    }
}
