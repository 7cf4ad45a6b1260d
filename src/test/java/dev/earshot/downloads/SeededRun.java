package dev.earshot.downloads;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.downloads.DownloadMessages.Fetch;
import dev.earshot.downloads.FileScript.Trick;
import io.vertx.core.Future;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One file on one server, both as a seed has it. Fetched twice: while the server misbehaves, and once it has come to its senses. */
final class SeededRun {

    private final int seed;
    private final Path file;
    private final byte[] content;
    private final List<Trick> tricks = new ArrayList<>();
    private final FileScript script;
    private final Fetch fetch;
    private final Bus bus;
    private final List<String> wasted = new CopyOnWriteArrayList<>();
    private Throwable failed;

    SeededRun(int seed, Path file, MisbehavingServer server, Bus bus) {
        this.seed = seed;
        this.file = file;
        this.bus = bus;
        Random random = new Random(seed);
        this.content = DownloadFixture.content(random, 50_000 + random.nextInt(950_000));
        int misfortunes = random.nextInt(8);
        for (int i = 0; i < misfortunes; i++) {
            tricks.add(Trick.values()[random.nextInt(random.nextInt(4) == 0 ? Trick.values().length : Trick.TOO_MANY.ordinal())]);
        }
        this.script = new FileScript(content, random, tricks, this::watch);
        this.fetch = DownloadFixture.fetch("run-" + seed, server.at("/run-" + seed, script), file, content);
    }

    /** Nothing that is on disk and known to be good is asked for again. */
    private void watch(MisbehavingServer.Request request) {
        String again = DownloadFixture.askedAgain(request, DownloadFixture.state(file));
        if (again != null && !script.doubted()) {
            wasted.add(again);
        }
    }

    /** Succeeds however it goes. */
    Future<?> first() {
        return DownloadFixture.ask(bus, fetch).transform(result -> {
            failed = result.cause();
            return Future.succeededFuture();
        });
    }

    void check() throws IOException {
        String what = "seed " + seed + ", " + tricks;
        assertEquals(List.of(), wasted, what);
        if (failed == null) {
            DownloadFixture.assertInstalled(file, content);
        } else {
            assertEquals(Fault.Code.DOWNLOAD_FAILED, Fault.of(failed).code(), what);
            DownloadFixture.assertAbsent(file);
            // Otherwise only a server that goes on and on without a good byte may win.
            assertTrue(script.hopeless() || tricks.size() >= 6 || tricks.stream().filter(Trick.WRONG_BYTES::equals).count() >= 2, what + ": "
                    + failed.getMessage());
        }
    }

    Future<?> second() {
        script.heal();
        return DownloadFixture.ask(bus, fetch);
    }

    void checkSecond() throws IOException {
        assertEquals(List.of(), wasted, "seed " + seed);
        DownloadFixture.assertInstalled(file, content);
    }
}
