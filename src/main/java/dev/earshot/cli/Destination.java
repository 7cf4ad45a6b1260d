package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.transcript.TranscriptFile;
import dev.earshot.transcript.TranscriptFormat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where transcripts go: a folder, a file each, or stdout. */
final class Destination {

    private final Path folder;

    private Destination(Path folder) {
        this.folder = folder;
    }

    static Destination stdout() {
        return new Destination(null);
    }

    /** @throws Fault {@code bad-request} where the folder cannot be made */
    static Destination folder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Fault.badRequest("--output: the folder " + folder + " cannot be made (" + e.getMessage() + ").");
        }
        return new Destination(folder);
    }

    /** The file that a transcript would be written to; null for stdout. */
    Path target(String name, TranscriptFormat format) {
        if (folder == null) {
            return null;
        }
        return folder.resolve(TranscriptFile.name(Path.of(name).getFileName().toString(), format));
    }

    /** Writes a transcript, whole or not at all; what belongs on stdout instead is returned. */
    String write(String name, TranscriptFormat format, String text) {
        String whole = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        Path target = target(name, format);
        if (target == null) {
            return whole;
        }
        try {
            TranscriptFile.write(target.toAbsolutePath(), whole);
        } catch (IOException e) {
            throw new Fault(Fault.Code.INTERNAL, "The transcript cannot be written to " + target + " (" + e.getMessage() + ").");
        }
        return "";
    }
}
