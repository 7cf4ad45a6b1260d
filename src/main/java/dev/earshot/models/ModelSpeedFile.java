package dev.earshot.models;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.earshot.bus.Json;
import dev.earshot.files.AtomicFile;
import dev.earshot.models.ModelSpeed.SpeedSample;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What was measured, in {@code <data>/speed.json}, through restarts. Blocking. */
final class ModelSpeedFile {

    private static final Logger LOG = LoggerFactory.getLogger(ModelSpeedFile.class);

    private final Path file;

    ModelSpeedFile(Path data) {
        this.file = data.resolve("speed.json");
    }

    /** Nothing where there is none or it is damaged: it is measured again. */
    Map<String, SpeedSample> read() {
        try {
            Map<String, SpeedSample> read = Json.MAPPER.readValue(file.toFile(), new TypeReference<Map<String, SpeedSample>>() { });
            if (read != null) {
                read.values().removeIf(each -> each == null || !each.isSound());
                return read;
            }
        } catch (IOException e) {
            // As above.
        }
        return Map.of();
    }

    Void write(Map<String, SpeedSample> measured) {
        try {
            AtomicFile.write(file, Json.write(measured));
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
        return null;
    }
}
