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
     * A model that is installed or can be.
     *
     * @param file      its file, or the folder of its files
     * @param bytes     size of all its files, installed or not
     * @param entry     of the catalog, or null
     * @param facts     read from the file's header where there is no entry; else null
     * @param footprint or null where it is unknown
     */
    record KnownModel(String name, Path file, boolean installed, long bytes, Catalog.CatalogEntry entry, ModelFacts facts, MemoryEstimate footprint) {

        /** Identifies the contents, whatever the name: the digest of its first file, or without a catalog entry its name, size and time. */
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

    /** The files whose digests have been checked. */
    VerifiedFiles verified() {
        return verified;
    }

    /** Every model of the catalog, installed or not, and of the folder. */
    List<KnownModel> all() {
        Map<String, KnownModel> found = new HashMap<>();
        List<KnownModel> all = new ArrayList<>();
        for (Catalog.CatalogEntry entry : catalog.read().entries()) {
            KnownModel model = fromCatalog(entry);
            found.put(folder.relativize(model.file()).toString(), model);
            all.add(model);
        }
        for (Path file : files()) {
            if (!found.containsKey(file.getFileName().toString())) {
                all.add(uncatalogued(ModelFormats.modelOf(file).orElseThrow(), file));
            }
        }
        return all;
    }

    /** The model with a name or path, installed or not. */
    Optional<KnownModel> find(String name) {
        if (name.contains("/") || name.contains("\\")) {
            Path file = Path.of(name).toAbsolutePath().normalize();
            return Files.isRegularFile(file) ? Optional.of(uncatalogued(file.toString(), file)) : Optional.empty();
        }
        Optional<KnownModel> known = catalog.read().find(name).map(this::fromCatalog);
        if (known.isPresent()) {
            return known;
        }
        return files().stream().filter(file -> ModelFormats.modelOf(file).filter(name::equals).isPresent()).findFirst()
                .map(file -> uncatalogued(name, file));
    }

    /**
     * Prepares an installed model for loading: unpacks the bundled one, and checks digests where they are known.
     *
     * @return its file, or the folder of its files
     * @throws Fault {@code bad-model}, {@code model-not-found}
     */
    Path prepare(KnownModel model) {
        try {
            if (model.name().equals(Catalog.BUNDLED) && (!Files.exists(model.file()) || !verified.verify(model.file(), model.entry().sha256()))) {
                // The file may be of another version of Earshot.
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
                    + " differs): it is damaged or another model. Download it again, or give a model of your own another name.");
        }
    }

    /**
     * The files of a model that have to be downloaded.
     *
     * @param verify whether to read those that exist, and include those whose digest is wrong
     */
    List<ModelMessages.ModelSource> missing(KnownModel model, boolean verify) {
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

    /** The paths of a model's files, whether they exist or not. */
    List<Path> paths(KnownModel model) {
        return parts(model).stream().map(part -> pathOf(model, part)).toList();
    }

    /** Removes a model's files, as far as they exist. */
    Void remove(KnownModel model) {
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

    private static List<EntryFile> parts(KnownModel model) {
        return model.entry() != null ? model.entry().files() : List.of(new EntryFile(model.file().getFileName().toString(), null, model.bytes(), null));
    }

    private static Path pathOf(KnownModel model, EntryFile part) {
        return model.entry() != null && model.entry().hasFolder() ? model.file().resolve(part.name()) : model.file();
    }

    private KnownModel fromCatalog(Catalog.CatalogEntry entry) {
        Path file = folder.resolve(entry.file());
        boolean installed = entry.name().equals(Catalog.BUNDLED) || (entry.hasFolder() ? entry.files().stream().map(part -> file.resolve(part.name()))
                : Stream.of(file)).allMatch(Files::isRegularFile);
        return new KnownModel(entry.name(), file, installed, entry.bytes(), entry, null, entry.footprint()
                .orElseGet(() -> installed ? ModelFormats.read(file).memory() : null));
    }

    /** The model of a file that is not in the catalog. */
    private static KnownModel uncatalogued(String name, Path file) {
        ModelFacts facts = ModelFormats.read(file);
        return new KnownModel(name, file, true, file.toFile().length(), null, facts, facts.memory());
    }

    private TreeSet<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            // Omits names with control characters, which cannot be logged or part of a request.
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
