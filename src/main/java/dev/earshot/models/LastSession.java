package dev.earshot.models;

import dev.earshot.bus.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Remembers, in {@code <data>/last-session.json}, which models requests used since the service started; also
 * through a kill. Blocking and thread-safe.
 */
final class LastSession {

    private static final Logger LOG = LoggerFactory.getLogger(LastSession.class);

    private record Content(List<String> used) {
    }

    private final Path file;
    private final Set<String> used = new TreeSet<>();

    LastSession(Path data) {
        this.file = data.resolve("last-session.json");
    }

    /** Begins a session: the models that were used in the one before. */
    synchronized Set<String> begin() {
        Set<String> before = Set.of();
        try {
            List<String> names = Json.MAPPER.readValue(file.toFile(), Content.class).used();
            before = names == null ? Set.of() : Set.copyOf(names);
        } catch (IOException e) {
            // The first session, or the file is damaged: nothing is known.
        }
        write();
        return before;
    }

    /** A request used a model; written at its first use only. */
    synchronized Void used(String model) {
        if (used.add(model)) {
            write();
        }
        return null;
    }

    private void write() {
        try {
            Path part = Files.createTempFile(file.getParent(), ".last-session", ".part");
            Files.writeString(part, Json.write(new Content(List.copyOf(used))));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
    }
}
