package dev.earshot.downloads;

import dev.earshot.config.OwnerOnly;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

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
        try (FileChannel out = FileChannel.open(unsaved(), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING), OwnerOnly.file(unsaved()))) {
            ByteBuffer text = ByteBuffer.wrap(state.write().getBytes(StandardCharsets.UTF_8));
            while (text.hasRemaining()) {
                out.write(text);
            }
            out.force(true);
        }
        Files.move(unsaved(), state(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void deleteState() throws IOException {
        Files.deleteIfExists(state());
        Files.deleteIfExists(unsaved());
    }

    /** Gives the part its name, for good: it survives a power cut once this returns. */
    void install() throws IOException {
        Files.move(part(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Windows does not allow this, nor needs it. Elsewhere nothing is lost but that guarantee.
        }
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
