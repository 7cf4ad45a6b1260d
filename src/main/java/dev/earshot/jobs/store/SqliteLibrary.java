package dev.earshot.jobs.store;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.files.AtomicFile;
import dev.earshot.files.OwnerOnly;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * SQLite's native library, unpacked once into {@code <data>/native}. The driver by itself unpacks it at every start, under a new name
 * that a killed process leaves behind.
 */
final class SqliteLibrary {

    /** Found out once: the driver runs a program for it. */
    private static final class SqlitePlatform {
        static final String FOLDER = OSInfo.getNativeLibFolderPathForCurrentOS();
    }

    private SqliteLibrary() {
    }

    /**
     * Has the driver use the library there; where there is none for this machine, it does what it does by itself.
     *
     * @throws Fault {@code unavailable} where it cannot be written
     */
    static synchronized void unpack(Path data) {
        String name = System.mapLibraryName("sqlitejdbc");
        String packed = "/org/sqlite/native/" + SqlitePlatform.FOLDER + "/" + name;
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(packed)) {
            if (in == null) {
                return;
            }
            Path folder = OwnerOnly.createFolder(data.resolve("native").resolve("sqlite-" + SQLiteJDBCLoader.getVersion()));
            Path library = folder.resolve(name);
            if (!Files.isRegularFile(library)) {
                AtomicFile.write(library, in);
            }
            System.setProperty("org.sqlite.lib.path", folder.toString());
            System.setProperty("org.sqlite.lib.name", name);
        } catch (IOException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The data directory " + data + " cannot be written (" + FailureReason.of(e)
                    + "). Make room or let this user write there, or choose another with --data or EARSHOT_DATA.", e);
        }
    }
}
