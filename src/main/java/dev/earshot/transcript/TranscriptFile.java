package dev.earshot.transcript;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Transcripts as files. */
public final class TranscriptFile {

    private TranscriptFile() {
    }

    /** {@code talk.mp3} as {@code talk.srt}. */
    public static String name(String media, TranscriptFormat format) {
        int dot = media.lastIndexOf('.');
        return (dot > 0 ? media.substring(0, dot) : media) + "." + format.extension();
    }

    /** Writes one, whole or not at all, and safe from a power cut; its folder is made. What a kill leaves the next try overwrites. */
    public static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        // Not a temporary file of the JDK's: those are readable for their owner only.
        Path part = file.resolveSibling("." + file.getFileName() + ".earshot-part");
        try {
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING,
                    LinkOption.NOFOLLOW_LINKS)) {
                for (ByteBuffer bytes = StandardCharsets.UTF_8.encode(text); bytes.hasRemaining(); ) {
                    out.write(bytes);
                }
                out.force(true);
            }
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
