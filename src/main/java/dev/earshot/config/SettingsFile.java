package dev.earshot.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.files.AtomicFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the user has changed, in {@code <data>/settings.json}. Blocking; one thread at a time. */
public final class SettingsFile {

    private final Path file;

    public SettingsFile(Path data) {
        this.file = data.resolve("settings.json");
    }

    /**
     * A configuration with the values of the file.
     *
     * @param settings without the user's changes
     * @throws Fault {@code bad-request} where the file is damaged or has invalid values
     */
    public LayeredConfig applyTo(LayeredConfig settings) {
        try {
            Map<String, Object> user = Json.MAPPER.readValue(Files.readString(file), new TypeReference<>() { });
            if (user == null) {
                throw unusable("it is empty");
            }
            return settings.with(user);
        } catch (NoSuchFileException e) {
            return settings;
        } catch (JsonProcessingException e) {
            throw unusable("it is no JSON object");
        } catch (IOException e) {
            throw unusable("it cannot be read");
        } catch (Fault fault) {
            throw unusable(fault.getMessage());
        }
    }

    private Fault unusable(String why) {
        return Fault.badRequest("The settings in " + file + " cannot be used: " + why + ".");
    }

    /** The user's changes, whole or not at all; a crash leaves the file as it was or as it is to be. */
    public void write(LayeredConfig settings) {
        try {
            AtomicFile.write(file, Json.write(settings.user()));
        } catch (IOException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The settings cannot be kept in " + file.getFileName()
                    + " of the data folder. Is the disk full or read-only?", e);
        }
    }

    /**
     * Reads the file, and moves one that is damaged out of the way.
     *
     * @param settings without the user's changes
     * @return what is wrong with the file, for people; empty where nothing is
     */
    public Optional<String> setAsideIfDamaged(LayeredConfig settings) {
        try {
            applyTo(settings);
            return Optional.empty();
        } catch (Fault fault) {
            Path aside = file.resolveSibling("settings.json.damaged-" + System.currentTimeMillis());
            try {
                Files.move(file, aside);
            } catch (IOException e) {
                throw new Fault(Fault.Code.UNAVAILABLE, fault.getMessage() + " Nor can it be moved away (" + e.getMessage() + "); remove it.", e);
            }
            return Optional.of(fault.getMessage() + " The file is now " + aside + ", and the configuration is used without it.");
        }
    }
}
