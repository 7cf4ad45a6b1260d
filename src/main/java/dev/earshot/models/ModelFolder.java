package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.digest.Sha256;
import dev.earshot.files.AtomicFile;
import dev.earshot.files.OwnerOnly;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.format.ModelFacts;
import dev.earshot.format.ModelFormats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The models on this machine's disk: {@code <data>/models}, the catalog, and files named by path. Blocking. */
final class ModelFolder {

    private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);

    /**
     * A model whose files are there or could be.
     *
     * @param file      its file, or the folder of its files
     * @param bytes     size of all its files, or what it will be
     * @param entry     of the catalog, or null
     * @param facts     what a file that no catalog knows tells of itself; null where there is an entry
     * @param footprint or null where it is unknown
     */
    record Found(String name, Path file, boolean installed, long bytes, Catalog.CatalogEntry entry, ModelFacts facts, MemoryEstimate footprint) {

        /** What it is, whatever it is called: the digest of its first file, or where no catalog knows that, size and time. */
        String identity() {
            String digest = entry == null ? null : entry.files().get(0).sha256();
            return digest != null ? digest : file.getFileName() + ":" + bytes + ":" + file.toFile().lastModified();
        }

        /** Whether it was made for short contexts. */
        boolean shortContext() {
            return entry != null && Boolean.TRUE.equals(entry.shortContext());
        }
    }

    private final Path folder;
    private final CatalogFile catalog;
    private final VerifiedFiles verified;

    ModelFolder(Path data) {
        this.folder = data.resolve("models");
        this.catalog = new CatalogFile(data);
        this.verified = new VerifiedFiles(folder);
    }

    Path path() {
        return folder;
    }

    /** Which files were read already, and are what they should be. */
    VerifiedFiles verified() {
        return verified;
    }

    /** Every model of the catalog and of the folder; those that are not there too. */
    List<Found> all() {
        Map<String, Found> found = new HashMap<>();
        List<Found> all = new ArrayList<>();
        for (Catalog.CatalogEntry entry : catalog.read().entries()) {
            Found model = found(entry);
            found.put(folder.relativize(model.file()).toString(), model);
            all.add(model);
        }
        for (Path file : files()) {
            if (!found.containsKey(file.getFileName().toString())) {
                all.add(unknown(ModelFormats.modelOf(file).orElseThrow(), file));
            }
        }
        return all;
    }

    /** The model of a name or of a path; empty where there is none such, installed or not. */
    Optional<Found> find(String name) {
        if (name.contains("/") || name.contains("\\")) {
            Path file = Path.of(name).toAbsolutePath().normalize();
            return Files.isRegularFile(file) ? Optional.of(unknown(file.toString(), file)) : Optional.empty();
        }
        Optional<Found> known = catalog.read().find(name).map(this::found);
        if (known.isPresent()) {
            return known;
        }
        return files().stream().filter(file -> ModelFormats.modelOf(file).filter(name::equals).isPresent()).findFirst()
                .map(file -> unknown(name, file));
    }

    /**
     * The file of an installed model, or the folder of its files, whole: unpacked if it ships with Earshot, and compared with its digest if that is known.
     *
     * @throws Fault {@code bad-model}, {@code model-not-found}
     */
    Path ready(Found model) {
        try {
            if (model.name().equals(Catalog.BUNDLED) && (!Files.exists(model.file()) || !verified.verify(model.file(), model.entry().sha256()))) {
                // It may be that of another version of Earshot.
                unpack(model.file());
            }
            for (EntryFile part : parts(model)) {
                check(pathOf(model, part), part);
            }
            return model.file();
        } catch (IOException e) {
            LOG.warn("{} cannot be read", model.file(), e);
            throw new Fault(Fault.Code.BAD_MODEL, "The model file " + model.file().getFileName() + " cannot be read; see the log.", e);
        }
    }

    private void check(Path file, EntryFile part) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "The model file " + file.getFileName() + " is gone.");
        }
        if (part.sha256() != null && !verified.verify(file, part.sha256())) {
            throw new Fault(Fault.Code.BAD_MODEL, "The model file " + file.getFileName() + " is not what the catalog describes (its SHA-256"
                    + " differs): it is damaged or another model. Fetch it again, or give a model of your own another name.");
        }
    }

    /**
     * The files of a model that have to be fetched.
     *
     * @param verify whether one that is there and not what the catalog says counts; it is read for that
     */
    List<ModelMessages.ModelSource> missing(Found model, boolean verify) {
        boolean bundled = model.name().equals(Catalog.BUNDLED);
        return parts(model).stream()
                .filter(part -> !bundled && !Files.isRegularFile(pathOf(model, part)) || verify && part.fetchable() && isDamaged(pathOf(model, part), part))
                .map(part -> new ModelMessages.ModelSource(part.url(), pathOf(model, part).toAbsolutePath().toString(), part.bytes(),
                        part.sha256())).toList();
    }

    private static boolean isDamaged(Path file, EntryFile part) {
        try {
            return Files.size(file) != part.bytes() || !Sha256.of(file).equals(part.sha256());
        } catch (IOException e) {
            return true;
        }
    }

    /** Where the files of a model lie, or would. */
    List<Path> paths(Found model) {
        return parts(model).stream().map(part -> pathOf(model, part)).toList();
    }

    /** Removes a model's files; that one is not there is no error. */
    Void remove(Found model) {
        try {
            for (Path file : paths(model)) {
                Files.deleteIfExists(file);
            }
            if (model.entry() != null && model.entry().hasFolder()) {
                Files.deleteIfExists(model.file());
            }
            return null;
        } catch (IOException e) {
            LOG.warn("{} cannot be removed", model.file(), e);
            throw new Fault(Fault.Code.UNAVAILABLE, "The model file " + model.file().getFileName() + " cannot be removed; see the log.", e);
        }
    }

    private static List<EntryFile> parts(Found model) {
        return model.entry() != null ? model.entry().files() : List.of(new EntryFile(model.file().getFileName().toString(), null, model.bytes(), null));
    }

    private static Path pathOf(Found model, EntryFile part) {
        return model.entry() != null && model.entry().hasFolder() ? model.file().resolve(part.name()) : model.file();
    }

    private Found found(Catalog.CatalogEntry entry) {
        Path file = folder.resolve(entry.file());
        boolean installed = entry.name().equals(Catalog.BUNDLED) || (entry.hasFolder() ? entry.files().stream().map(part -> file.resolve(part.name()))
                : Stream.of(file)).allMatch(Files::isRegularFile);
        return new Found(entry.name(), file, installed, entry.bytes(), entry, null, entry.footprint()
                .orElseGet(() -> installed ? ModelFormats.read(file).memory() : null));
    }

    /** A file that no catalog knows. */
    private static Found unknown(String name, Path file) {
        ModelFacts facts = ModelFormats.read(file);
        return new Found(name, file, true, file.toFile().length(), null, facts, facts.memory());
    }

    private TreeSet<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            // A name with a line break or the like cannot be asked for, logged or answered.
            return files.filter(file -> ModelFormats.modelOf(file).isPresent()).filter(Files::isRegularFile)
                    .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
        } catch (NoSuchFileException e) {
            return new TreeSet<>();
        } catch (IOException e) {
            LOG.warn("{} cannot be read", folder, e);
            throw new Fault(Fault.Code.UNAVAILABLE, "The models folder cannot be read; see the log.", e);
        }
    }

    private void unpack(Path file) throws IOException {
        OwnerOnly.createFolder(folder);
        try (InputStream in = ModelFolder.class.getResourceAsStream("/models/" + file.getFileName())) {
            AtomicFile.write(file, in);
        }
    }
}
