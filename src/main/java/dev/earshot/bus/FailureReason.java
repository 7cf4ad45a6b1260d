package dev.earshot.bus;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/** Why something failed on this machine, in the system's words, without the names of its folders. Pure. */
public final class FailureReason {

    /** The folders of an absolute path, on either kind of system. */
    private static final Pattern FOLDERS = Pattern.compile("(?<![\\w.])(?:[A-Za-z]:)?[/\\\\](?:[^\\s/\\\\:\"']+[/\\\\])+");

    private FailureReason() {
    }

    /** Without a full stop, and of every path its last part at most. */
    public static String of(Throwable error) {
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (error instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (error instanceof FileAlreadyExistsException) {
            return "another file is in its place";
        }
        String words = error instanceof FileSystemException file ? file.getReason() : error.getMessage();
        return words == null ? error.getClass().getSimpleName() : FOLDERS.matcher(words).replaceAll("");
    }
}
