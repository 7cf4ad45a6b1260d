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
import java.util.Locale;

/** Transcripts as files. */
public final class TranscriptFile {

    /** Bytes of a name. */
    private static final int LONGEST = 255;

    private TranscriptFile() {
    }

    /** {@code talk.mp3} as {@code talk.srt}. */
    public static String name(String media, TranscriptFormat format) {
        int dot = media.lastIndexOf('.');
        return fitting((dot > 0 ? media.substring(0, dot) : media) + "." + format.extension());
    }

    /**
     * A name that file systems take: one that is too long loses the end of its stem, and gets a mark instead that tells it from others that
     * begin alike. The same name always becomes the same.
     */
    public static String fitting(String name) {
        if (bytes(name) <= LONGEST) {
            return name;
        }
        String tail = "~" + String.format(Locale.ROOT, "%08x", name.hashCode()) + name.substring(name.lastIndexOf('.'));
        String stem = name;
        while (bytes(stem) + bytes(tail) > LONGEST) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + tail;
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Writes one, whole or not at all, and safe from a power cut; its folder is made. What a kill leaves the next try overwrites. */
    public static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        // Not a temporary file of the JDK's: those are readable for their owner only.
        Path part = file.resolveSibling(fitting("." + file.getFileName() + ".earshot-part"));
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
