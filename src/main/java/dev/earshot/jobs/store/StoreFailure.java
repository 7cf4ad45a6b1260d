package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

/** Why the job store does not work, with a sentence for users; SQLite's own message is only logged. */
public enum StoreFailure {

    FULL("The disk of the data directory is full; free some space."),
    LOCKED("Another program has locked the job store; close the program that uses jobs.db in the data directory, or try again."),
    DAMAGED("The job store is damaged and is being repaired; try again."),
    UNUSABLE("The job store cannot be read or written; check that the disk of the data directory is mounted and writable."),
    UNKNOWN("The job store does not work; see the log of the service for the reason.");

    /** With less than this, SQLite may fail to begin a transaction. */
    private static final long MIN_FREE_BYTES = 1_000_000;

    private final String sentence;

    StoreFailure(String sentence) {
        this.sentence = sentence;
    }

    /** Whether a request failed because of the store. */
    public static boolean isCauseOf(Throwable error) {
        return error instanceof Fault && error.getCause() instanceof SQLException;
    }

    /** Whether there is enough space for the store to work; true where that is unknown. */
    static boolean hasSpace(Path folder) {
        return usableBytes(folder) >= MIN_FREE_BYTES;
    }

    Fault fault(SQLException cause) {
        return new Fault(Fault.Code.UNAVAILABLE, sentence, cause);
    }

    /** Why a job waits, a sentence. */
    public String waitReason(Path folder) {
        return switch (this) {
            case FULL -> String.format(Locale.ROOT, "It waits for space on the disk of the data directory, where %.1f MB are free.", usableBytes(folder) / 1e6);
            case LOCKED -> "It waits for the job store, which another program has locked.";
            case DAMAGED -> "It waits for the job store, which is being repaired.";
            case UNUSABLE, UNKNOWN -> "It waits for the job store. " + sentence;
        };
    }

    private static long usableBytes(Path folder) {
        try {
            return folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
