package dev.earshot.boot;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.config.Config;
import dev.earshot.files.AtomicFile;
import dev.earshot.machine.ProcessStart;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The address of the service that uses a data directory, in a file next to its lock, so that the terminal finds it. Only its owner may
 * read the file.
 *
 * @param url of its HTTP API, {@code http://127.0.0.1:8378}
 * @param pid its process
 * @param started the start of that process, from {@link ProcessStart}; null if the system does not reveal it
 */
public record RunningService(String url, long pid, String started) {

    private static final String FILE = "service.json";
    private static final int MAX_BYTES = 4096;

    /**
     * The service that uses a data directory. A file left by a killed service is ignored, even if another process has its pid or port
     * by now, and so is one written by anybody but this user or the folder's owner. Whether the service answers is not checked.
     */
    public static Optional<RunningService> find(Path data) {
        Path file = data.resolve(FILE);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES || !trusted(file, data)) {
                return Optional.empty();
            }
            RunningService service = Json.read(Files.readString(file), RunningService.class);
            return service.valid() ? Optional.of(service) : Optional.empty();
        } catch (IOException | Fault e) {
            return Optional.empty();
        }
    }

    /** Writes the address of this process; a failure is only logged, for the service works without. */
    static void write(Config config, int port) {
        Path file = config.data().resolve(FILE);
        try {
            long pid = ProcessHandle.current().pid();
            AtomicFile.write(file, Json.write(new RunningService(address(config.host(), port), pid, ProcessStart.of(pid).orElse(null))));
        } catch (IOException e) {
            warn("{} cannot be written ({}): commands in the terminal will need --server to find this service", file, e.getMessage());
        }
    }

    static void remove(Path data) {
        try {
            Files.deleteIfExists(data.resolve(FILE));
        } catch (IOException e) {
            warn("{} cannot be removed: {}", data.resolve(FILE), e.getMessage());
        }
    }

    /** The address for programs on this machine of a service that listens on {@code host}. */
    public static String address(String host, int port) {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        String name = everywhere ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        return "http://" + name + ":" + port;
    }

    private boolean valid() {
        try {
            URI uri = URI.create(url);
            return "http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0
                    && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && Objects.equals(started, ProcessStart.of(pid).orElse(null));
        } catch (IllegalArgumentException | NullPointerException e) {
            return false;
        }
    }

    private static void warn(String message, Path file, String reason) {
        // Not a constant: the first logger initialises Logback, which the terminal does not need to read the file.
        LoggerFactory.getLogger(RunningService.class).warn(message, file, reason);
    }

    /** In a folder that others may write to, anybody could plant the address of another service. */
    private static boolean trusted(Path file, Path data) throws IOException {
        String owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
        return owner.equals(System.getProperty("user.name")) || owner.equals(Files.getOwner(data).getName());
    }
}
