package dev.earshot.jobs;

import dev.earshot.jobs.JobMessages.Folder;
import dev.earshot.jobs.JobMessages.Transfer;

/**
 * How far a job is; each kind fills in what it has. The fields are those of {@link JobMessages.Job}.
 *
 * @param model    the model that it uses or fetches
 * @param position seconds of the file that are done
 * @param duration seconds of the whole file, or null until known
 * @param notice   what the user should know of how it is done, or null
 */
record Status(String model, String language, Double position, Double duration, Transfer transfer, Folder folder, String notice) {

    static Status transcription(String model, String language) {
        return new Status(model, language, 0.0, null, null, null, null);
    }

    static Status download(String model, long bytes, String sha256) {
        return new Status(model, null, null, null, new Transfer(sha256, 0, bytes, null, null), null, null);
    }

    static Status folder(String model, String language) {
        return new Status(model, language, null, null, null, Folder.NOTHING, null);
    }

    Status heard(double newPosition, Double newDuration, String newLanguage) {
        return new Status(model, newLanguage, newPosition, newDuration, transfer, folder, notice);
    }

    /** The model that is really used, and what is to be known of that, or null. */
    Status using(String newModel, String newNotice) {
        return new Status(newModel, language, position, duration, transfer, folder, newNotice);
    }

    Status lasting(Double newDuration) {
        return new Status(model, language, position, newDuration, transfer, folder, notice);
    }

    Status moved(Transfer newTransfer) {
        return new Status(model, language, position, duration, newTransfer, folder, notice);
    }

    Status found(Folder newFolder) {
        return new Status(model, language, position, duration, transfer, newFolder, notice);
    }

    /** 0 to 1, or null while it cannot be told. */
    Double progress() {
        if (transfer != null) {
            return share(transfer.received(), transfer.total());
        }
        if (folder != null) {
            return share(folder.done() + folder.failed() + folder.current(), folder.files());
        }
        return duration == null ? null : share(position, duration);
    }

    private static Double share(double part, double whole) {
        return whole <= 0 ? null : Math.min(1, Math.max(0, part / whole));
    }
}
