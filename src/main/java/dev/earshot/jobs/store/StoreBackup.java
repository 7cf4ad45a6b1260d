package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.files.AtomicFile;
import dev.earshot.files.OwnerOnly;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Copies of the store of a data directory from before an update, {@code jobs.db.before-VERSION}, and what becomes of them. For a data directory that no
 * service uses. A method that was interrupted by a kill can be called again. Blocking.
 */
public final class StoreBackup {

    private static final Dialect DIALECT = new SqliteDialect();
    private static final String BEFORE = JobDatabase.FILE + ".before-";

    private final Path data;

    /** @param data the data directory */
    public StoreBackup(Path data) {
        this.data = data;
    }

    /** Copies the store as it is before a version is installed, in place of the copy for an earlier one. */
    public void write(String version) throws IOException {
        Path backup = file(version);
        Path part = data.resolve(BEFORE + "part");
        removeAll();
        if (!Files.exists(data.resolve(JobDatabase.FILE))) {
            return;
        }
        SqliteLibrary.unpack(data);
        OwnerOnly.createFile(part);
        try (Connection store = JobDatabase.connect(url(data.resolve(JobDatabase.FILE)), JobDatabase.LOCK_TIMEOUT_MS);
                PreparedStatement copy = store.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, part.toString());
            copy.execute();
        } catch (SQLException e) {
            Files.deleteIfExists(part);
            throw new IOException(e.getMessage(), e);
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        AtomicFile.install(part, backup);
    }

    /**
     * Makes a data directory with the copy, in which nothing is left to do, so that a version can migrate it without touching anything else.
     *
     * @param folder empty
     */
    public void copyTo(Path folder, String version) throws IOException {
        if (!Files.exists(file(version))) {
            return;
        }
        Path copy = folder.resolve(JobDatabase.FILE);
        OwnerOnly.createFile(copy);
        Files.copy(file(version), copy, StandardCopyOption.REPLACE_EXISTING);
        OwnerOnly.restrictFile(copy);
        try (Connection store = JobDatabase.connect(url(copy), 0); Statement statement = store.createStatement()) {
            // The files of uploads are those of the real directory.
            statement.execute("UPDATE job SET upload = NULL");
            statement.execute("UPDATE job SET state = 'cancelled', ended = created WHERE ended IS NULL");
            statement.execute("DELETE FROM job_owner");
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Where the version has migrated the store, puts the copy in its place; the migrated one is kept as {@code jobs.db.of-VERSION}. */
    public void restore(String version) throws IOException {
        Path store = data.resolve(JobDatabase.FILE);
        if (!Files.exists(file(version)) || !Files.exists(store)) {
            return;
        }
        SqliteLibrary.unpack(data);
        try (Connection open = JobDatabase.connect(url(store), JobDatabase.LOCK_TIMEOUT_MS); Statement statement = open.createStatement()) {
            if (DIALECT.version(open) <= DIALECT.migrations().version()) {
                return;
            }
            // All of it is in one file then, and the log of changes goes with the last connection.
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException | Fault e) {
            throw new IOException(e.getMessage(), e);
        }
        Files.deleteIfExists(data.resolve(JobDatabase.FILE + "-wal"));
        Files.deleteIfExists(data.resolve(JobDatabase.FILE + "-shm"));
        Path newer = data.resolve(JobDatabase.FILE + ".of-" + version);
        Files.deleteIfExists(newer);
        try {
            Files.createLink(newer, store);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(store, newer, StandardCopyOption.COPY_ATTRIBUTES);
        }
        AtomicFile.install(file(version), store);
    }

    private Path file(String version) {
        return data.resolve(BEFORE + version);
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    private void removeAll() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(data, BEFORE + "*")) {
            for (Path each : all) {
                Files.delete(each);
            }
        }
    }
}
