package dev.earshot.downloads;

import dev.earshot.files.AtomicFile;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The files next to one that is being downloaded. Blocking. */
record PartPaths(Path target) {

    Path part() {
        return beside(".part");
    }

    /** Empty if there is none, or it is damaged. */
    Optional<PartState> readState() throws IOException {
        try {
            return PartState.parse(Files.readString(state()));
        } catch (NoSuchFileException | MalformedInputException e) {
            return Optional.empty();
        }
    }

    /** Replaces the state file atomically. */
    void writeState(PartState state) throws IOException {
        AtomicFile.write(state(), unsaved(), AtomicFile.Access.OWNER, state.write());
    }

    void deleteState() throws IOException {
        Files.deleteIfExists(state());
        Files.deleteIfExists(unsaved());
    }

    /** Gives the part file its final name; once this returns, that survives a power failure. */
    void install() throws IOException {
        AtomicFile.install(part(), target);
    }

    void discard() throws IOException {
        Files.deleteIfExists(part());
        deleteState();
    }

    private Path state() {
        return beside(".part.json");
    }

    private Path unsaved() {
        return beside(".part.json.new");
    }

    private Path beside(String suffix) {
        return target.resolveSibling(target.getFileName() + suffix);
    }
}
