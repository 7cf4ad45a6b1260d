package dev.earshot.downloads;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.digest.Sha256;
import dev.earshot.downloads.DownloadMessages.Fetch;
import dev.earshot.downloads.DownloadMessages.Fetched;
import io.vertx.core.Future;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The module with short times, and files to fetch. */
final class DownloadFixture {

    /** Every write is noted at once, so that what is persisted is what has arrived. */
    static final TransferLimits QUICK = new TransferLimits(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(10), Duration.ofMillis(400),
            Duration.ofSeconds(60), 1, 8 << 10, 32 << 10,
            Duration.ZERO);
    static final Duration DAYS = Duration.ofDays(2);

    private DownloadFixture() {
    }

    static DownloadVerticle verticle(Bus bus, Map<String, String> env, Map<String, ?> settings, TransferLimits tuning) {
        return new DownloadVerticle(bus, Config.defaults().with(settings), env, Clock.systemUTC(), new Random(1), tuning);
    }

    static Map<String, ?> settings() {
        return Map.of("downloads.attempts", 6);
    }

    static byte[] content(Random random, int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return content;
    }

    static String sha256(byte[] content) {
        MessageDigest digest = Sha256.create();
        digest.update(content);
        return Sha256.hex(digest);
    }

    static Fetch fetch(String id, String url, Path file, byte[] content) {
        return new Fetch(id, url, file.toString(), content.length, sha256(content));
    }

    static Future<Fetched> ask(Bus bus, Fetch fetch) {
        return bus.request(DownloadMessages.FETCH, fetch, DAYS);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    static Fault failure(Future<?> future) {
        return org.junit.jupiter.api.Assertions.assertThrows(Fault.class, () -> await(future));
    }

    static PartState state(Path file) {
        try {
            return PartState.parse(Files.readString(file.resolveSibling(file.getFileName() + ".part.json"))).orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /** The file is right, and it is alone. */
    static void assertInstalled(Path file, byte[] content) throws IOException {
        assertArrayEquals(content, Files.readAllBytes(file));
        try (Stream<Path> all = Files.list(file.getParent())) {
            assertEquals(List.of(file), all.toList());
        }
    }

    static void assertAbsent(Path file) {
        assertFalse(Files.exists(file), () -> file + " is there");
    }

    /** What a request would bring again of what is there already; null for nothing. */
    static String askedAgain(MisbehavingServer.Request request, PartState state) {
        if (state == null) {
            return null;
        }
        return state.pieces().stream().filter(piece -> piece.from() < request.to(state.total()) && piece.to() > request.from()).findFirst()
                .map(piece -> piece + " was there, and " + request.headers().getOrDefault("range", "all") + " was asked for").orElse(null);
    }
}
