package dev.earshot.transcript;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Transcripts as files. */
public final class TranscriptFile {

    private TranscriptFile() {
    }

    /** {@code talk.mp3} as {@code talk.srt}. */
    public static String name(String media, TranscriptFormat format) {
        int dot = media.lastIndexOf('.');
        return (dot > 0 ? media.substring(0, dot) : media) + "." + format.extension();
    }

    /** Writes one, whole or not at all; its folder is made. */
    public static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(file.getParent(), ".earshot-", ".part");
        try {
            Files.writeString(part, text);
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
