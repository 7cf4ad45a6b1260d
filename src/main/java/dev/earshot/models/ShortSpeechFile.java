package dev.earshot.models;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.earshot.bus.Json;
import dev.earshot.files.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What models have shown of short speech, in {@code <data>/short-speech.json}, through restarts. Blocking. */
final class ShortSpeechFile {

    private static final Logger LOG = LoggerFactory.getLogger(ShortSpeechFile.class);

    private final Path file;

    ShortSpeechFile(Path data) {
        this.file = data.resolve("short-speech.json");
    }

    /** By {@link ModelFolder.KnownModel#identity}; nothing where there is none or it is damaged: it is learnt again. */
    Map<String, ShortSpeechRecord> read() {
        try {
            Map<String, ShortSpeechRecord> read = Json.MAPPER.readValue(file.toFile(), new TypeReference<TreeMap<String, ShortSpeechRecord>>() { });
            if (read != null) {
                read.values().removeIf(each -> each == null || !each.isSound());
                return read;
            }
        } catch (IOException e) {
            // As above.
        }
        return Map.of();
    }

    synchronized Void write(Map<String, ShortSpeechRecord> records) {
        try {
            AtomicFile.write(file, Json.write(records));
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
        return null;
    }
}
