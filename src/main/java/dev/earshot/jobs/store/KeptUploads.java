package dev.earshot.jobs.store;

import dev.earshot.files.OwnerOnly;
import dev.earshot.log.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files of the uploads folder: each stays as long as a job in the store holds on to it. Blocking. */
public final class KeptUploads {

    private static final Logger LOG = LoggerFactory.getLogger(KeptUploads.class);

    /** Bytes that are left to uploads that are on their way; the HTTP module refuses them where there are no 256 MB. */
    private static final long SPARE = 1_000_000_000;

    private KeptUploads() {
    }

    /** Removes an upload that a job has let go of, unless another one holds on to it. */
    public static void remove(JobStore store, String path) {
        if (store.holds(path)) {
            return;
        }
        try {
            Files.deleteIfExists(Path.of(path));
        } catch (IOException e) {
            LOG.warn("The upload {} could not be removed: {}", path, e.getMessage());
        }
    }

    /**
     * Uploads that are kept only to be tried again do not fill the disk: those that are kept longest go.
     *
     * @param usable bytes that are free now
     */
    public static void makeRoom(JobStore store, LongSupplier usable) {
        while (usable.getAsLong() < SPARE) {
            Optional<JobRow> oldest = store.oldestFailedWithUpload();
            if (oldest.isEmpty() || !store.save(oldest.get().holding(null))) {
                return;
            }
            LOG.atWarn().addKeyValue(Logging.JOB, oldest.get().id()).log("The disk has little room left: its upload is not kept any longer");
            remove(store, oldest.get().upload());
        }
    }

    private static void follow(Path folder, JobStore store, String upload) {
        Path here = folder.toAbsolutePath().normalize().resolve(Path.of(upload).getFileName());
        if (!here.toString().equals(upload) && Files.isRegularFile(here)) {
            store.move(upload, here.toString());
        }
    }

    /** Bytes that are free where a file lies; as many as can be where that cannot be told. */
    public static long usable(Path file) {
        try {
            return Files.getFileStore(file.getParent()).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Removes every file that no job holds on to, and has jobs let go of files that are not there any more. Only at start: later,
     * uploads are on their way that no job has yet. Files that came along with a data directory that was moved are found. Where the store was
     * damaged, its jobs may have been lost: then the files are put aside.
     */
    public static void sweep(Path folder, JobStore store) {
        store.uploads().forEach(upload -> follow(folder, store, upload));
        Set<String> held = Set.copyOf(store.uploads());
        store.letGo(held.stream().filter(path -> !Files.exists(Path.of(path))).toList());
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<Path> needed = held.stream().map(Path::of).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> left = files.filter(file -> !needed.contains(file.toAbsolutePath().normalize())).toList();
            boolean lost = store.health().notice() != null;
            for (Path file : left) {
                if (lost) {
                    Path aside = OwnerOnly.createFolder(folder.resolveSibling(folder.getFileName() + ".damaged")).resolve(file.getFileName());
                    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                    LOG.warn("No job is known that needs this upload, which may be for the damage of the job store; it is now {}", aside);
                } else {
                    Files.deleteIfExists(file);
                    LOG.info("Removed {}, an upload that no job needs", file);
                }
            }
        } catch (IOException e) {
            LOG.warn("Old uploads could not be removed from {}: {}", folder, e.getMessage());
        }
    }
}
