package dev.earshot.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.earshot.bus.Json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models that are known by name: those that ship with Earshot, and the user's own, which win. */
final class Catalog {

    /** The model that is part of Earshot. */
    static final String BUNDLED = "micro.en";

    /**
     * @param file      name of the file in the models folder
     * @param bytes     its size
     * @param sha256    its digest in lower-case hexadecimal, or null where none is known
     * @param url       where it can be fetched, or null
     * @param languages {@code en} or {@code multilingual}
     * @param idleMb    resident memory of its process while it waits, in MB (10^6 bytes), or null
     * @param memoryMb  the same while it is at work, at most, or null
     * @param windowSeconds the longest window in which it hears every word, or null for Whisper's own 30
     */
    record CatalogEntry(String name, String file, long bytes, String sha256, String url, String languages, Integer idleMb, Integer memoryMb,
                 Integer windowSeconds) {

        /** What it needs; one figure stands for both where only one is given. */
        Optional<MemoryEstimate> footprint() {
            return memoryMb == null ? Optional.empty() : Optional.of(new MemoryEstimate(idleMb == null ? memoryMb : idleMb, memoryMb));
        }

        /** Whether it is known where it can be had, and how it must turn out. */
        boolean fetchable() {
            return url != null && sha256 != null && bytes > 0;
        }

        /** What is wrong with it, or null. */
        String problem() {
            if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                return "'name' must be letters, digits, '.', '_' and '-'";
            }
            if (file == null || !file.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.bin")) {
                return "'file' of '" + name + "' must be a file's name ending in .bin";
            }
            if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
                return "'sha256' of '" + name + "' must be 64 lower-case hexadecimal digits";
            }
            if (url != null && !url.matches("https?://\\S+")) {
                return "'url' of '" + name + "' must begin with https:// or http://";
            }
            if (languages == null || !languages.equals("en") && !languages.equals("multilingual")) {
                return "'languages' of '" + name + "' must be en or multilingual";
            }
            if (idleMb != null && idleMb < 1 || memoryMb != null && memoryMb < 1) {
                return "'idle_mb' and 'memory_mb' of '" + name + "' must be 1 or more";
            }
            if (idleMb != null && memoryMb != null && idleMb > memoryMb) {
                return "'idle_mb' of '" + name + "' must not be more than its 'memory_mb'";
            }
            if (windowSeconds != null && (windowSeconds < 5 || windowSeconds > 30)) {
                return "'window_seconds' of '" + name + "' must be from 5 to 30";
            }
            return null;
        }
    }

    private record File(List<CatalogEntry> models) {
    }

    private final Map<String, CatalogEntry> entries;

    private Catalog(Map<String, CatalogEntry> entries) {
        this.entries = entries;
    }

    /**
     * @param shipped  JSON text {@code {"models":[...]}}, which is right
     * @param own      the user's, in the same form, or null
     * @param problems gets a sentence for everything of the user's that is left out
     */
    static Catalog read(String shipped, String own, List<String> problems) {
        Map<String, CatalogEntry> entries = new LinkedHashMap<>();
        List<String> impossible = new ArrayList<>();
        add(entries, shipped, impossible);
        if (!impossible.isEmpty()) {
            throw new IllegalStateException(impossible.toString());
        }
        if (own != null) {
            add(entries, own, problems);
        }
        return new Catalog(entries);
    }

    Collection<CatalogEntry> entries() {
        return entries.values();
    }

    Optional<CatalogEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    private static void add(Map<String, CatalogEntry> entries, String json, List<String> problems) {
        File file;
        try {
            file = Json.MAPPER.readValue(json, File.class);
        } catch (JsonProcessingException e) {
            problems.add("it is not the JSON of a catalog (line " + e.getLocation().getLineNr() + ")");
            return;
        }
        if (file == null || file.models() == null) {
            problems.add("it is no catalog; one is {\"models\": [...]}");
            return;
        }
        for (CatalogEntry entry : file.models()) {
            String problem = entry == null ? "an entry is null" : entry.problem();
            if (problem == null) {
                entries.put(entry.name(), entry);
            } else {
                problems.add(problem);
            }
        }
    }
}
