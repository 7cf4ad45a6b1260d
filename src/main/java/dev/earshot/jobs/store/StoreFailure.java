package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

/** Why the job store does not work, as people are told; what SQLite says of it is for the log. */
public enum StoreFailure {

    FULL("There is no room left on the disk of the data directory; free some."),
    LOCKED("Another program has locked the job store; end what uses the data directory's jobs.db, or try again."),
    DAMAGED("The job store is damaged and is being repaired; try again."),
    UNUSABLE("The job store cannot be read or written; check that the disk of the data directory is there and writable."),
    UNKNOWN("The job store does not work at present; the log of the service says why.");

    /** Bytes; with less than this SQLite cannot be relied upon to begin anything. */
    private static final long LEAST_SPACE = 1_000_000;

    private final String sentence;

    StoreFailure(String sentence) {
        this.sentence = sentence;
    }

    /** Whether a failed request failed for the sake of the store. */
    public static boolean caused(Throwable error) {
        return error instanceof Fault && error.getCause() instanceof SQLException;
    }

    /** Whether there is enough space for the store to work; true where that cannot be told. */
    static boolean hasSpace(Path folder) {
        return space(folder) >= LEAST_SPACE;
    }

    Fault fault(SQLException cause) {
        return new Fault(Fault.Code.UNAVAILABLE, sentence, cause);
    }

    /** What a job waits for, in a sentence. */
    public String waiting(Path folder) {
        return switch (this) {
            case FULL -> String.format(Locale.ROOT, "It waits for space on the disk of the data directory, where %.1f MB are free.", space(folder) / 1e6);
            case LOCKED -> "It waits for the job store, which another program has locked.";
            case DAMAGED -> "It waits for the job store, which is being repaired.";
            case UNUSABLE, UNKNOWN -> "It waits for the job store. " + sentence;
        };
    }

    private static long space(Path folder) {
        try {
            return folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
