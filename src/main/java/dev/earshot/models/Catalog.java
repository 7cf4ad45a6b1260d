package dev.earshot.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.earshot.bus.Json;
import dev.earshot.engine.EngineMessages.LibraryPin;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.speech.AlignmentHead;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The models known by name: those that ship with Earshot, and the user's own, which take precedence. */
final class Catalog {

    /** The model that is part of Earshot. */
    static final String BUNDLED = "micro.en";
    /** The engine of a model that names none. */
    static final String WHISPER = "whisper";
    /** Layers, and heads of a layer, are fewer. */
    private static final int MOST_HEADS = 128;

    /**
     * A model of one file, which {@code file}, {@code bytes}, {@code sha256} and {@code url} describe, or of several in {@code files}.
     *
     * @param engine    the engine that it is for; absent for {@value #WHISPER}
     * @param file      name of the file in the models folder, or, of a model of several files, of their folder there, which is called like the model
     * @param bytes     size of all files
     * @param files     all files, one or more
     * @param languages {@code en} or {@code multilingual}
     * @param idleMb    resident memory of its process while it waits, in MB (10^6 bytes), or null
     * @param memoryMb  the same while it is at work, at most, or null
     * @param windowSeconds the longest window in which it hears every word, or null for Whisper's own 30
     * @param alignmentHeads pairs of layer and head by which it finds words in the audio, or null where they are not known
     * @param shortContext whether it was made for contexts as short as the audio, or null for no
     * @param library   {@code packaged} or {@code own}: the only native library to load it by, or null for the one that there is
     */
    record CatalogEntry(String name, String engine, String file, long bytes, String sha256, String url, List<EntryFile> files, String languages, Integer idleMb,
                 Integer memoryMb, Integer windowSeconds, List<List<Integer>> alignmentHeads, Boolean shortContext, String library) {

        CatalogEntry {
            engine = engine == null ? WHISPER : engine;
            if (files == null || files.isEmpty()) {
                files = List.of(new EntryFile(file, url, bytes, sha256));
            } else {
                files = files.stream().map(each -> each == null ? new EntryFile(null, null, 0, null) : each).toList();
                file = file == null ? name : file;
                bytes = files.stream().mapToLong(EntryFile::bytes).sum();
            }
        }

        /** Whether its files have a folder of their own. */
        boolean hasFolder() {
            return files.size() != 1 || !Objects.equals(files.get(0).name(), file);
        }

        /** The heads that align words with the audio; empty where unknown. */
        List<AlignmentHead> heads() {
            return alignmentHeads == null ? List.of() : alignmentHeads.stream().map(pair -> new AlignmentHead(pair.get(0), pair.get(1))).toList();
        }

        /** Its memory; where only one figure is given it is used for both. */
        Optional<MemoryEstimate> footprint() {
            return memoryMb == null ? Optional.empty() : Optional.of(new MemoryEstimate(idleMb == null ? memoryMb : idleMb, memoryMb));
        }

        /** Whether url, size and digest of all its files are known. */
        boolean fetchable() {
            return files.stream().allMatch(EntryFile::fetchable);
        }

        /** What is wrong with it, or null. */
        String problem() {
            if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                return "'name' must be letters, digits, '.', '_' and '-'";
            }
            if (!engine.matches("[a-z0-9-]+")) {
                return "'engine' of '" + name + "' must be lower-case letters, digits and '-'";
            }
            String wrong = hasFolder() ? filesProblem() : fileProblem();
            return wrong == null ? figuresProblem() : wrong;
        }

        private String fileProblem() {
            if (file == null || !file.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.bin")) {
                return "'file' of '" + name + "' must be a file's name ending in .bin";
            }
            return files.get(0).problem(name);
        }

        private String filesProblem() {
            if (url != null || sha256 != null || !file.equals(name)) {
                return "'" + name + "' must have either 'file', 'url' and 'sha256' or 'files'";
            }
            if (engine.equals(WHISPER)) {
                return "'" + name + "' is for " + WHISPER + ", whose models are one 'file' each";
            }
            if (files.stream().map(EntryFile::name).distinct().count() < files.size()) {
                return "the 'files' of '" + name + "' must have different names";
            }
            return files.stream().map(each -> each.problem(name)).filter(Objects::nonNull).findFirst().orElse(null);
        }

        private String figuresProblem() {
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
            if (alignmentHeads != null && !alignmentHeads.stream().allMatch(CatalogEntry::isHead)) {
                return "'alignment_heads' of '" + name + "' must be pairs of a layer and a head, such as [[3,1],[4,2]]";
            }
            if (library != null && pin().isEmpty()) {
                return "'library' of '" + name + "' must be packaged or own";
            }
            return null;
        }

        /** The only native library to load it by; empty where any will do. */
        Optional<LibraryPin> pin() {
            return Arrays.stream(LibraryPin.values()).filter(each -> each.text().equals(library)).findFirst();
        }

        private static boolean isHead(List<Integer> pair) {
            return pair != null && pair.size() == 2 && pair.stream().allMatch(number -> number != null && number >= 0 && number < MOST_HEADS);
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
     * @param problems receives a sentence for each of the user's entries that is ignored
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
