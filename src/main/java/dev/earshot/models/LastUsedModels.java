package dev.earshot.models;

import dev.earshot.bus.Json;
import dev.earshot.files.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The models that were used last, in {@code <data>/last-session.json}; survives a kill, and runs of the service that use no model. Blocking and
 * thread-safe.
 */
final class LastUsedModels {

    private static final Logger LOG = LoggerFactory.getLogger(LastUsedModels.class);
    /** As many as may be in memory at once. */
    private static final int MAX_MODELS = 64;

    private record Content(List<String> used) {
    }

    private final Path file;
    /** Null until it has been read. */
    private volatile List<String> used;

    LastUsedModels(Path data) {
        this.file = data.resolve("last-session.json");
    }

    /** The names of the models, the latest first. */
    synchronized List<String> models() {
        if (used == null) {
            try {
                List<String> names = Json.MAPPER.readValue(file.toFile(), Content.class).used();
                used = names == null ? List.of() : List.copyOf(names);
            } catch (IOException | NullPointerException e) {
                // There is no file yet, or it is damaged.
                used = List.of();
            }
        }
        return used;
    }

    /** Whether a model is known to be the latest, so that {@link #onUsed} would change nothing. Does not block. */
    boolean isLatest(String model) {
        List<String> known = used;
        return known != null && !known.isEmpty() && known.get(0).equals(model);
    }

    /** Writes the file only where another model is the latest. */
    synchronized Void onUsed(String model) {
        if (models().isEmpty() || !models().get(0).equals(model)) {
            List<String> now = new ArrayList<>(models());
            now.remove(model);
            now.add(0, model);
            used = List.copyOf(now.subList(0, Math.min(MAX_MODELS, now.size())));
            write();
        }
        return null;
    }

    private void write() {
        try {
            AtomicFile.write(file, Json.write(new Content(used)));
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
    }
}
