package dev.earshot.transcript;

import dev.earshot.files.AtomicFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Writes one as {@link AtomicFile} promises; its folder is made. What a kill leaves beside it the next try overwrites. */
    public static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        AtomicFile.write(file, file.resolveSibling(fitting("." + file.getFileName() + ".earshot-part")), AtomicFile.Access.SHARED, text);
    }
}
