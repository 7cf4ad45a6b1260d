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
 * Where the service of a data directory listens: a file beside its lock, so that the terminal finds it. Only its owner may read it.
 *
 * @param url of its HTTP API, {@code http://127.0.0.1:8378}
 * @param pid its process
 * @param started when that was started, as {@link ProcessStart} has it; null where the system does not tell
 */
public record RunningService(String url, long pid, String started) {

    private static final String FILE = "service.json";
    private static final int MAX_BYTES = 4096;

    /**
     * The service that uses a data directory. What a killed one has left does not count, whoever has its number or its port by now, nor does a
     * file that neither we nor the owner of the folder have written. That it answers is not known yet.
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

    /** Where this process listens. That it cannot be written is logged: the service works without. */
    static void write(Config config, int port) {
        Path file = config.data().resolve(FILE);
        try {
            long pid = ProcessHandle.current().pid();
            AtomicFile.write(file, Json.write(new RunningService(address(config.host(), port), pid, ProcessStart.of(pid).orElse(null))));
        } catch (IOException e) {
            warn("{} cannot be written ({}): the terminal will not find this service by itself", file, e.getMessage());
        }
    }

    static void remove(Path data) {
        try {
            Files.deleteIfExists(data.resolve(FILE));
        } catch (IOException e) {
            warn("{} cannot be removed: {}", data.resolve(FILE), e.getMessage());
        }
    }

    /** How programs on this machine reach a service that listens on some host. */
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

    private static void warn(String words, Path file, String reason) {
        // No constant: Logback is set up with the first logger, and the terminal reads the file without it.
        LoggerFactory.getLogger(RunningService.class).warn(words, file, reason);
    }

    /** In a folder that others may write to, anybody could name a service of his own. */
    private static boolean trusted(Path file, Path data) throws IOException {
        String owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
        return owner.equals(System.getProperty("user.name")) || owner.equals(Files.getOwner(data).getName());
    }
}
