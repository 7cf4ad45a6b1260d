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

/** Removes files of the uploads folder that no stored job needs. Blocking. */
public final class KeptUploads {

    private static final Logger LOG = LoggerFactory.getLogger(KeptUploads.class);

    /** Left free for new uploads, which the HTTP module refuses below 256 MB. */
    private static final long MIN_FREE_BYTES = 1_000_000_000;

    private KeptUploads() {
    }

    /** Removes the file of an upload, unless a job needs it. */
    public static void remove(JobStore store, String path) {
        if (store.isUploadUsed(path)) {
            return;
        }
        try {
            Files.deleteIfExists(Path.of(path));
        } catch (IOException e) {
            LOG.warn("The upload {} could not be removed: {}", path, e.getMessage());
        }
    }

    /**
     * Removes the uploads of failed jobs, which are kept only for a retry, where the disk is nearly full; the oldest first.
     *
     * @param usableBytes the free space of the disk
     */
    public static void freeSpace(JobStore store, LongSupplier usableBytes) {
        while (usableBytes.getAsLong() < MIN_FREE_BYTES) {
            Optional<JobRow> oldest = store.oldestFailedWithUpload();
            if (oldest.isEmpty() || !store.save(oldest.get().withUpload(null))) {
                return;
            }
            LOG.atWarn().addKeyValue(Logging.JOB, oldest.get().id()).log("The disk is nearly full: the upload of this job is removed");
            remove(store, oldest.get().upload());
        }
    }

    private static void relocate(Path folder, JobStore store, String upload) {
        Path here = folder.toAbsolutePath().normalize().resolve(Path.of(upload).getFileName());
        if (!here.toString().equals(upload) && Files.isRegularFile(here)) {
            store.moveUpload(upload, here.toString());
        }
    }

    /** The free bytes on the disk of a file; {@link Long#MAX_VALUE} where that is unknown. */
    public static long usableBytes(Path file) {
        try {
            return Files.getFileStore(file.getParent()).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Removes files that no job needs, and from jobs the uploads that do not exist any more. To be called only at the start, as later there are uploads
     * that do not belong to a job yet. Corrects the paths after the data directory was moved. Where the store was damaged and jobs may be lost,
     * the files are moved to another folder instead.
     */
    public static void sweep(Path folder, JobStore store) {
        store.uploads().forEach(upload -> relocate(folder, store, upload));
        Set<String> held = Set.copyOf(store.uploads());
        store.releaseUploads(held.stream().filter(path -> !Files.exists(Path.of(path))).toList());
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
                    LOG.warn("No job needs this upload, or the job was lost when the job store was damaged; it is now {}", aside);
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
