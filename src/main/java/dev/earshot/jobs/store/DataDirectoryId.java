package dev.earshot.jobs.store;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.files.AtomicFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a data directory among services that share a database; in a file in it, so that it moves along with the directory. */
public final class DataDirectoryId {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    private DataDirectoryId() {
    }

    /**
     * The id of a directory that this process has locked; creates one where there is none. Blocking.
     *
     * @throws Fault {@code unavailable} where it cannot be read or written
     */
    public static String of(Path data) {
        Path file = data.resolve("directory-id");
        try {
            String id = Files.exists(file) ? Files.readString(file).strip() : "";
            if (!FORM.matcher(id).matches()) {
                id = UUID.randomUUID().toString().replace("-", "");
                AtomicFile.write(file, id);
            }
            return id;
        } catch (IOException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The data directory " + data + " cannot be used (" + FailureReason.of(e) + ").", e);
        }
    }
}
