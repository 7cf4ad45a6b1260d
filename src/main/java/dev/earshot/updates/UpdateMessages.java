package dev.earshot.updates;

import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Topic;

import java.time.Instant;

/** Whether there is a newer version, and what is done with it. */
public final class UpdateMessages {

    /**
     * Asks the feed whether there is a newer version, at most once a minute and not before the server wants to be asked again; in between, this
     * answers what the last check found. Never fails: where nothing is known, the answer has an {@code error}.
     */
    public static final Address<Empty, UpdateCheck> CHECK = Address.json("earshot.updates.check", Empty.class, UpdateCheck.class);

    /** Where updates stand; asks nobody outside of this machine. */
    public static final Address<Empty, UpdateStatus> STATUS = Address.json("earshot.updates.status", Empty.class, UpdateStatus.class);

    /** The user does not want to hear of a version any more; of the running version: its news were read. Kept across restarts. */
    public static final Address<DismissUpdate, UpdateStatus> DISMISS =
            Address.json("earshot.updates.dismiss", DismissUpdate.class, UpdateStatus.class);

    /**
     * Downloads the version that the last check found, verifies and unpacks it; answered when it is staged, however long that takes: send this with a
     * timeout of hours. Requests share one download. Fails with {@code bad-request} where there is nothing to download, where it failed here before, or
     * where this installation is updated otherwise; with {@code download-failed} where a file does not arrive or is not what was signed; with
     * {@code unavailable} while another update is under way, or where the disk is full.
     */
    public static final Address<Empty, UpdateAnswer> DOWNLOAD = Address.json("earshot.updates.download", Empty.class, UpdateAnswer.class);

    /**
     * Restarts the service, which tries the staged version and becomes it, or stays what it is. Running jobs go on from their last window. Fails with
     * {@code bad-request} where nothing is staged.
     */
    public static final Address<Empty, UpdateAnswer> APPLY = Address.json("earshot.updates.apply", Empty.class, UpdateAnswer.class);

    /** Goes back to the previous version by a restart. Fails with {@code bad-request} where there is none. */
    public static final Address<Empty, UpdateAnswer> ROLLBACK = Address.json("earshot.updates.rollback", Empty.class, UpdateAnswer.class);

    /** How far the download of an update is, at every percent, and when it has ended. */
    public static final Topic<UpdateStatus> PROGRESS = new Topic<>("earshot.updates.progress", UpdateStatus.class);

    /** A check found a newer version that was not dismissed. */
    public static final Topic<UpdateCheck> AVAILABLE = new Topic<>("earshot.updates.available", UpdateCheck.class);

    private UpdateMessages() {
    }

    /**
     * @param updateAvailable whether there is a newer version, also if it was dismissed
     * @param currentVersion  that is running
     * @param latestVersion   the newest that the channel offers, as are all fields that follow; absent if none is known
     * @param releaseNotes    Markdown, at most 20,000 characters, to be shown as text
     * @param releaseUrl      of its page
     * @param downloadUrl     of its archive for this platform; absent if there is none
     * @param error           absent unless the feed could not be asked
     */
    public record UpdateCheck(boolean updateAvailable, String currentVersion, String latestVersion, String releaseName, String releaseNotes,
                              String releaseUrl, String downloadUrl, Instant publishedAt, String error) {
    }

    /**
     * @param status  {@code success}; what fails is a fault
     * @param message what happens next, for people
     */
    public record UpdateAnswer(String status, String message) {

        static UpdateAnswer success(String message) {
            return new UpdateAnswer("success", message);
        }
    }

    /** @param version the one that is offered, or the running one; absent for the one that is offered */
    public record DismissUpdate(String version) {
    }

    /** Where an update stands. */
    public enum UpdateStage {
        IDLE,
        DOWNLOADING,
        /** Its signature and contents are verified, and it is unpacked. */
        VERIFYING,
        /** Verified and unpacked; the next start tries it. */
        STAGED,
        /** A trial has begun. */
        TRYING,
        /** It runs since less than an hour; if it fails, the previous version comes back. */
        PROBATION,
        /** It is not tried again. */
        FAILED
    }

    /** How Earshot was installed; only {@code managed} updates itself. */
    public enum Packaging { MANAGED, ARCHIVE, DEB, IMAGE, SOURCE }

    /**
     * @param version         the update that the state is about; absent for {@code idle}
     * @param received        bytes of its archive, 0 to {@code total}; absent unless it is being downloaded
     * @param previousVersion that a rollback would start; absent if there is none
     * @param reason          why the update failed, or was left; absent if it was not
     * @param instructions    how this installation is updated; absent if it updates itself
     * @param currentVersion  that is running
     * @param latest          what the last check found; absent if there was none
     * @param dismissed       whether the user does not want to hear of that version
     * @param checkedAt       when the feed was last asked; absent for never
     * @param news            what is new in this version, after an update until it is dismissed
     */
    public record UpdateStatus(UpdateStage state, Packaging installation, String currentVersion, String version, Long received, Long total,
                               String previousVersion, String reason, String instructions, UpdateCheck latest, boolean dismissed,
                               Instant checkedAt, UpdateNews news) {
    }

    /**
     * @param version  that is running
     * @param previous that ran before
     * @param notes    its section of the change log, Markdown; absent if there is none
     */
    public record UpdateNews(String version, String previous, String notes) {
    }
}
