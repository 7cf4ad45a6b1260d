package dev.earshot.downloads;

import dev.earshot.files.AtomicFile;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The files beside one that is being fetched. Blocking. */
record PartPaths(Path target) {

    Path part() {
        return beside(".part");
    }

    /** Empty where there is none, or none that can be used. */
    Optional<PartState> readState() throws IOException {
        try {
            return PartState.parse(Files.readString(state()));
        } catch (NoSuchFileException | MalformedInputException e) {
            return Optional.empty();
        }
    }

    /** Replaces the state whole or not at all. */
    void writeState(PartState state) throws IOException {
        AtomicFile.write(state(), unsaved(), AtomicFile.Access.OWNER, state.write());
    }

    void deleteState() throws IOException {
        Files.deleteIfExists(state());
        Files.deleteIfExists(unsaved());
    }

    /** Gives the part its name, for good: it survives a power cut once this returns. */
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
