package dev.earshot.downloads;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.downloads.DownloadMessages.Discard;
import dev.earshot.downloads.DownloadMessages.Fetch;
import dev.earshot.downloads.DownloadMessages.FetchProgress;
import dev.earshot.downloads.DownloadMessages.Fetched;
import dev.earshot.downloads.DownloadMessages.FileVerified;
import dev.earshot.downloads.DownloadMessages.Stop;
import dev.earshot.downloads.FileScript.Trick;
import dev.earshot.downloads.MisbehavingServer.Reply;
import dev.earshot.downloads.MisbehavingServer.Request;
import dev.earshot.downloads.MisbehavingServer.Then;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import static dev.earshot.downloads.DownloadFixture.ask;
import static dev.earshot.downloads.DownloadFixture.assertAbsent;
import static dev.earshot.downloads.DownloadFixture.assertInstalled;
import static dev.earshot.downloads.DownloadFixture.await;
import static dev.earshot.downloads.DownloadFixture.content;
import static dev.earshot.downloads.DownloadFixture.failure;
import static dev.earshot.downloads.DownloadFixture.fetch;
import static dev.earshot.downloads.DownloadFixture.part;
import static dev.earshot.downloads.DownloadFixture.state;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The room against real servers on loopback that do what servers do, and worse. */
class DownloadVerticleTest {

    @TempDir
    Path folder;

    private Vertx vertx;
    private Bus bus;
    private MisbehavingServer server;
    private final Random random = new Random(7);
    private final byte[] content = content(random, 300_000);

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
        server = new MisbehavingServer(vertx);
        await(server.listen());
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private String deploy(Map<String, String> env) {
        return await(vertx.deployVerticle(DownloadFixture.verticle(bus, env, DownloadFixture.settings(), DownloadFixture.QUICK)));
    }

    private FileScript script(List<Trick> tricks) {
        return new FileScript(content, random, tricks, request -> { });
    }

    /** Serves so many bytes of the body and then nothing more. */
    private Function<Request, Reply> hanging(int bytes, Promise<Void> reached) {
        return request -> {
            reached.tryComplete();
            return Reply.of(200, Map.of("Content-Length", "" + content.length, "ETag", "\"v0\""), Arrays.copyOf(content, bytes), Then.HANG);
        };
    }

    @Test
    void anyMixOfFailuresEndsWithTheRightFileOrNone() throws IOException {
        deploy(Map.of());
        for (int batch = 0; batch < 10; batch++) {
            List<SeededRun> runs = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int seed = batch * 24 + i;
                runs.add(new SeededRun(seed, Files.createDirectory(folder.resolve("run-" + seed)).resolve("model.bin"), server, bus));
            }
            await(Future.join(runs.stream().map(SeededRun::first).toList()));
            for (SeededRun run : runs) {
                run.check();
            }
            await(Future.join(runs.stream().map(SeededRun::second).toList()));
            for (SeededRun run : runs) {
                run.checkSecond();
            }
        }
    }

    @Test
    void aStoppedTransferContinuesInAnotherVerticle() throws IOException {
        Path file = folder.resolve("model.bin");
        Promise<Void> half = Promise.promise();
        String first = deploy(Map.of());
        AtomicInteger asked = new AtomicInteger();
        String url = server.at("/model", request -> {
            if (asked.getAndIncrement() > 0) {
                half.tryComplete();
                return new Reply(Buffer.buffer(), Then.HANG);
            }
            return Reply.of(200, Map.of("Content-Length", "" + content.length, "ETag", "\"v0\""), Arrays.copyOf(content, 123_456), Then.CUT);
        });
        Future<Fetched> fetched = ask(bus, fetch("one", url, file, content));
        await(half.future());

        await(bus.request(DownloadMessages.STOP, new Stop("one")));

        assertEquals(Fault.Code.CANCELLED, failure(fetched).code());
        assertAbsent(file);
        long held = state(file).receivedBytes();
        assertTrue(held > 0 && held <= 123_456, "held " + held);
        await(vertx.undeploy(first));
        deploy(Map.of());
        FileScript healed = script(List.of());
        server.at("/model", healed);
        assertEquals(new Fetched(content.length, true), await(ask(bus, fetch("two", url, file, content))));
        assertInstalled(file, content);
        assertEquals("bytes=" + held + "-", server.requests("/model").get(2).headers().get("range"));
        assertEquals("\"v0\"", server.requests("/model").get(2).headers().get("if-range"));
    }

    @Test
    void afterAKillOnlyIntactPiecesAreKept() throws IOException {
        deploy(Map.of());
        Path file = Files.createDirectory(folder.resolve("live")).resolve("model.bin");
        for (int seed = 0; seed < 40; seed++) {
            Random dice = new Random(seed);
            Path copy = Files.createDirectory(folder.resolve("killed-" + seed)).resolve("model.bin");
            AtomicInteger left = new AtomicInteger(1 + dice.nextInt(4));
            // The moment of the kill: at a request after some cuts, the files as they are.
            String url = server.at("/killed-" + seed, new FileScript(content, dice, List.of(Trick.CUT, Trick.CUT, Trick.CUT, Trick.CUT, Trick.CUT), request -> {
                if (left.decrementAndGet() == 0) {
                    snapshot(file, copy);
                }
            }));
            await(ask(bus, fetch("live-" + seed, url, file, content)));
            Files.delete(file);
            damage(copy, dice);
            PartState good = goodPieces(copy);

            FileScript healed = new FileScript(content, new Random(3), List.of(), request -> { });
            String path = "/after-" + seed;
            await(ask(bus, fetch("after-" + seed, server.at(path, healed), copy, content)));

            assertInstalled(copy, content);
            for (Request request : server.requests(path)) {
                assertNull(DownloadFixture.askedAgain(request, good), "seed " + seed);
            }
        }
    }

    private static void snapshot(Path from, Path to) {
        try {
            for (String suffix : List.of(".part.json", ".part")) {
                Path file = from.resolveSibling(from.getFileName() + suffix);
                if (Files.exists(file)) {
                    Files.copy(file, to.resolveSibling(to.getFileName() + suffix));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What power cuts, torn writes and bad disks do, or nothing. */
    private static void damage(Path file, Random dice) throws IOException {
        Path state = file.resolveSibling(file.getFileName() + ".part.json");
        if (!Files.exists(state)) {
            return;
        }
        switch (dice.nextInt(5)) {
            case 0 -> Files.write(state, Arrays.copyOf(Files.readAllBytes(state), dice.nextInt(200)));
            case 1 -> Files.write(part(file), Arrays.copyOf(Files.readAllBytes(part(file)), dice.nextInt((int) Files.size(part(file)) + 1)));
            case 2 -> {
                byte[] bytes = Files.readAllBytes(part(file));
                if (bytes.length > 0) {
                    bytes[dice.nextInt(bytes.length)] ^= 4;
                    Files.write(part(file), bytes);
                }
            }
            case 3 -> Files.writeString(file.resolveSibling(file.getFileName() + ".part.json.new"), "{\"url\":\"ht");
            default -> { }
        }
    }

    /** The state, with the pieces that really are the file's. */
    private PartState goodPieces(Path file) throws IOException {
        PartState state = state(file);
        if (state == null) {
            return null;
        }
        byte[] bytes = Files.readAllBytes(part(file));
        return new PartState(state.url(), state.validator(), state.total(), state.sha256(), state.pieces().stream().filter(piece -> piece.to() <= bytes.length
                && Arrays.equals(bytes, (int) piece.from(), (int) piece.to(), content, (int) piece.from(), (int) piece.to())).toList());
    }

    @Test
    void requestsForOneFileShareATransfer() throws IOException {
        deploy(Map.of());
        Path file = folder.resolve("model.bin");
        FileScript script = script(List.of(Trick.CUT));
        String url = server.at("/model", script);

        List<Future<Fetched>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(ask(bus, fetch("id-" + i, url, file, content)));
        }
        await(Future.join(all));

        assertInstalled(file, content);
        assertEquals(2, server.requests("/model").size());
        await(ask(bus, fetch("again", url, file, content)));
        assertEquals(2, server.requests("/model").size(), "what is there and right is not fetched");
    }

    @Test
    void aFileIsNotDownloadedWithTwoDigestsAtOnce() {
        deploy(Map.of());
        Path file = folder.resolve("model.bin");
        String url = server.at("/model", hanging(10, Promise.promise()));
        Future<Fetched> fetched = ask(bus, fetch("one", url, file, content));

        assertEquals(Fault.Code.BAD_REQUEST, failure(ask(bus, fetch("two", url, file, new byte[content.length]))).code());
        assertEquals(Fault.Code.BAD_REQUEST, failure(bus.request(DownloadMessages.DISCARD, new Discard(file.toString()))).code());
        await(bus.request(DownloadMessages.STOP, new Stop("one")));
        failure(fetched);
        await(bus.request(DownloadMessages.DISCARD, new Discard(file.toString())));
        assertFalse(Files.exists(part(file)));
        await(bus.request(DownloadMessages.STOP, new Stop("nobody")));
    }

    @Test
    void aFileThatChangedBetweenTwoPartsIsNeverMixed() throws IOException {
        deploy(Map.of());
        Path file = folder.resolve("model.bin");
        byte[] old = content(new Random(9), content.length);
        AtomicInteger asked = new AtomicInteger();
        FileScript now = script(List.of());
        String url = server.at("/model", request -> asked.getAndIncrement() == 0
                ? Reply.of(200, Map.of("Content-Length", "" + old.length, "ETag", "\"old\""), Arrays.copyOf(old, 99_999), Then.CUT) : now.apply(request));

        await(ask(bus, fetch("one", url, file, content)));

        assertInstalled(file, content);
    }

    @Test
    void onlyDamagedPiecesAreDownloadedAgain() throws IOException {
        deploy(Map.of());
        Path file = folder.resolve("model.bin");
        AtomicInteger asked = new AtomicInteger();
        String url = server.at("/model", new FileScript(content, random, List.of(), request -> {
            if (asked.getAndIncrement() == 0) {
                // After it was verified, and before it is read for the digest.
                flip(part(file), 100_000);
            }
        }));
        leaveBehind(file, url, 200_000);
        flip(part(file), 10);

        await(ask(bus, fetch("one", url, file, content)));

        assertInstalled(file, content);
        assertEquals(List.of("bytes=0-32767", "bytes=200000-", "bytes=98304-131071"),
                server.requests("/model").stream().map(request -> request.headers().get("range")).toList());
    }

    /** What a transfer that was killed after so many bytes leaves. */
    private void leaveBehind(Path file, String url, int bytes) throws IOException {
        PartFile left = PartFile.open(fetch("gone", url, file, content), DownloadFixture.QUICK, Clock.systemUTC());
        for (int at = 0; at < bytes; at += 8192) {
            left.write(at, Arrays.copyOfRange(content, at, at + 8192), Math.min(8192, bytes - at));
        }
        left.close();
    }

    private static void flip(Path file, int at) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTransferThatWaitsForItsNextAttemptCanBeStopped() {
        TransferLimits patient = new TransferLimits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), 1,
                8192, 32768, Duration.ZERO);
        await(vertx.deployVerticle(DownloadFixture.verticle(bus, Map.of(), DownloadFixture.settings(), patient)));
        Promise<Void> reached = Promise.promise();
        String url = server.at("/model", request -> {
            reached.tryComplete();
            return Reply.status(503);
        });
        Path file = folder.resolve("model.bin");
        Future<Fetched> fetched = ask(bus, fetch("one", url, file, content));
        await(reached.future());

        Future<?> stopped = bus.request(DownloadMessages.STOP, new Stop("one"));
        server.at("/model", script(List.of()));
        // Who asks while it is being stopped gets a transfer of his own.
        Future<Fetched> again = ask(bus, fetch("two", url, file, content));

        await(stopped);
        assertEquals(Fault.Code.CANCELLED, failure(fetched).code());
        assertEquals(content.length, await(again).bytes());
    }

    @Test
    void aFileThatAnotherProcessDownloadsIsNotTouched() throws IOException {
        deploy(Map.of());
        Path file = folder.resolve("model.bin");
        String url = server.at("/model", script(List.of()));
        PartFile other = PartFile.open(fetch("other", url, file, content), DownloadFixture.QUICK, Clock.systemUTC());

        Future<Fetched> waiting = ask(bus, fetch("one", url, file, content));
        assertEquals(Fault.Code.BAD_REQUEST, failure(bus.request(DownloadMessages.DISCARD, new DownloadMessages.Discard(file.toString()))).code());
        assertEquals(List.of(), server.requests("/model"), "it is not asked for twice");
        other.close();

        await(waiting);
        assertInstalled(file, content);
    }

    @Test
    void waitingForAnotherProcessCanBeStopped() throws IOException {
        deploy(Map.of());
        Path file = folder.resolve("model.bin");
        String url = server.at("/model", script(List.of()));
        try (PartFile other = PartFile.open(fetch("other", url, file, content), DownloadFixture.QUICK, Clock.systemUTC())) {
            Future<Fetched> waiting = ask(bus, fetch("one", url, file, content));
            await(bus.request(DownloadMessages.STOP, new DownloadMessages.Stop("one")));

            assertEquals(Fault.Code.CANCELLED, failure(waiting).code());
        }
    }

    @Test
    void wrongBytesAreNeverInstalled() {
        deploy(Map.of());
        Path file = folder.resolve("model.bin");
        byte[] other = content(new Random(11), content.length);
        FileScript wrong = new FileScript(other, random, List.of(), request -> { });

        Fault fault = failure(ask(bus, fetch("one", server.at("/model", wrong), file, content)));

        assertEquals(Fault.Code.DOWNLOAD_FAILED, fault.code());
        assertTrue(fault.getMessage().contains("SHA-256") && fault.getMessage().contains("discarded"), fault.getMessage());
        assertAbsent(file);
        assertFalse(Files.exists(part(file)));
        assertEquals(2, server.requests("/model").size());
    }

    @Test
    void errorsSayWhatToDo() {
        deploy(Map.of());
        for (Map.Entry<Trick, String> trick : Map.of(Trick.STATUS_403, "HF_TOKEN", Trick.STATUS_404, "not found (404)",
                Trick.TOO_MANY, "sends more than", Trick.LONGER_LENGTH, "catalogue says", Trick.REDIRECT_LOOP, "in a loop").entrySet()) {
            String path = "/" + trick.getKey();
            Fault fault = failure(ask(bus, fetch(path, server.at(path, script(List.of(trick.getKey()))), folder.resolve("model.bin"), content)));
            assertEquals(Fault.Code.DOWNLOAD_FAILED, fault.code());
            assertTrue(fault.getMessage().contains(trick.getValue()), fault.getMessage());
            assertEquals(1, server.requests(path).size());
        }
        String path = "/busy";
        Fault fault = failure(ask(bus, fetch("busy", server.at(path, request -> Reply.status(503)), folder.resolve("model.bin"), content)));
        assertTrue(fault.getMessage().contains("503, repeatedly"), fault.getMessage());
        assertEquals(6, server.requests(path).size());
    }

    @Test
    void theTokenGoesToTheEndpointOnlyAndTheMirrorIsUsed() throws IOException {
        MisbehavingServer cdn = new MisbehavingServer(vertx);
        await(cdn.listen());
        String far = cdn.at("/far", script(List.of()));
        String here = server.at("/org/model", request -> Reply.status(302, "Location", far, "X-Linked-Size", "" + content.length,
                "X-Linked-Etag", "\"" + DownloadFixture.sha256(content) + "\""));
        deploy(Map.of("HF_ENDPOINT", here.replace("/org/model", "/"), "HF_TOKEN", "secret"));
        Path file = folder.resolve("model.bin");

        await(ask(bus, fetch("one", "https://huggingface.co/org/model", file, content)));

        assertInstalled(file, content);
        assertEquals("Bearer secret", server.requests("/org/model").get(0).headers().get("authorization"));
        assertFalse(cdn.requests("/far").get(0).headers().containsKey("authorization"));
        assertEquals("identity", cdn.requests("/far").get(0).headers().get("accept-encoding"));
    }

    @Test
    void anOutdatedCatalogueIsNoticedInARedirect() {
        deploy(Map.of());
        AtomicBoolean reached = new AtomicBoolean();
        String far = server.at("/far", request -> {
            reached.set(true);
            return Reply.status(404);
        });
        String url = server.at("/model", request -> Reply.status(302, "Location", far, "X-Linked-Etag", "\"" + "0".repeat(64) + "\""));

        Fault fault = failure(ask(bus, fetch("one", url, folder.resolve("model.bin"), content)));

        assertTrue(fault.getMessage().contains("catalogue is out of date"), fault.getMessage());
        assertFalse(reached.get());
    }

    @Test
    void nothingIsRequestedOfflineOrWithoutDiskSpace() throws IOException {
        deploy(Map.of("HF_HUB_OFFLINE", "yes"));
        String url = server.at("/model", script(List.of()));
        Path file = folder.resolve("model.bin");

        assertTrue(failure(ask(bus, fetch("one", url, file, content))).getMessage().contains("HF_HUB_OFFLINE is set"));
        Fault full = failure(ask(bus, new Fetch("two", url, file.toString(), 1L << 60, DownloadFixture.sha256(content))));
        assertTrue(full.getMessage().contains("free some space"), full.getMessage());
        assertEquals(0, server.requests("/model").size());
        Files.write(file, content);
        assertEquals(content.length, await(ask(bus, fetch("three", url, file, content))).bytes(), "what is there needs no network");
        assertInstalled(file, content);
    }

    @Test
    void progressIsPublishedFromStartToEnd() throws IOException {
        deploy(Map.of());
        List<FetchProgress> told = new CopyOnWriteArrayList<>();
        Promise<Void> whole = Promise.promise();
        bus.subscribe(DownloadMessages.PROGRESS, progress -> {
            told.add(progress);
            if (progress.received() == progress.total()) {
                whole.tryComplete();
            }
        });

        await(ask(bus, fetch("one", server.at("/model", script(List.of(Trick.CUT))), folder.resolve("model.bin"), content)));
        await(whole.future());

        assertEquals(0, told.get(0).received());
        assertEquals("one", told.get(0).id());
        assertEquals(content.length, told.get(told.size() - 1).received());
        assertTrue(told.stream().allMatch(progress -> progress.received() <= progress.total()));
    }

    @Test
    void whatWasVerifiedIsPublishedBeforeTheAnswer() throws IOException {
        deploy(Map.of());
        List<FileVerified> events = new CopyOnWriteArrayList<>();
        Path file = folder.resolve("model.bin");
        Promise<Void> published = Promise.promise();
        bus.subscribe(DownloadMessages.VERIFIED, event -> {
            events.add(event);
            published.tryComplete();
        });

        await(ask(bus, fetch("one", server.at("/model", script(List.of())), file, content)));
        await(published.future());
        await(ask(bus, fetch("two", server.at("/model", script(List.of())), file, content)));

        FileVerified expected = new FileVerified(bus.node(), file.toString(), content.length,
                Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS), DownloadFixture.sha256(content));
        assertEquals(Set.of(expected), Set.copyOf(events));
    }

    @Test
    void aSpeedLimitOnlySlowsDown() throws IOException {
        await(vertx.deployVerticle(DownloadFixture.verticle(bus, Map.of(), Map.of("downloads.speed_limit_mb", 1, "downloads.attempts", 6),
                DownloadFixture.QUICK)));
        Path file = folder.resolve("model.bin");

        await(ask(bus, fetch("one", server.at("/model", script(List.of())), file, content)));

        assertInstalled(file, content);
    }

    @Test
    void aBrokenTlsHandshakeIsRetriedAndThenGivenUp() {
        deploy(Map.of());
        AtomicInteger connections = new AtomicInteger();
        int port = await(vertx.createNetServer().connectHandler(socket -> {
            connections.incrementAndGet();
            socket.handler(hello -> socket.close());
        }).listen(0, "127.0.0.1")).actualPort();

        Fault fault = failure(ask(bus, fetch("one", "https://127.0.0.1:" + port + "/model", folder.resolve("model.bin"), content)));

        assertEquals(Fault.Code.DOWNLOAD_FAILED, fault.code());
        assertEquals(6, connections.get());
    }

    /** Servers that never end and never bring the file: each is given up, and what it says meanwhile fills no memory. */
    @ParameterizedTest
    @ValueSource(strings = {"header lines", "interim answers", "single bytes"})
    void anEndlesslySlowServerIsGivenUp(String what) {
        TransferLimits crawl = new TransferLimits(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(10), Duration.ofSeconds(1),
                Duration.ofMillis(300), 1000,
                8 << 10, 32 << 10, Duration.ZERO);
        await(vertx.deployVerticle(DownloadFixture.verticle(bus, Map.of(), DownloadFixture.settings(), crawl)));
        AtomicInteger connections = new AtomicInteger();
        int port = await(vertx.createNetServer().connectHandler(socket -> {
            connections.incrementAndGet();
            socket.exceptionHandler(cut -> { });
            socket.handler(request -> {
                socket.write(what.equals("single bytes") ? "HTTP/1.1 200 OK\r\nETag: \"v0\"\r\nContent-Length: " + content.length + "\r\n\r\n" : "HTTP/1.1 ");
                String next = switch (what) {
                    case "header lines" -> "200 OK\r\n" + "X-More: and more\r\n".repeat(1000);
                    case "interim answers" -> "103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 ";
                    default -> "x";
                };
                long timer = vertx.setPeriodic(20, id -> socket.write(next));
                socket.closeHandler(closed -> vertx.cancelTimer(timer));
            });
        }).listen(0, "127.0.0.1")).actualPort();

        Fault fault = failure(ask(bus, fetch("one", "http://127.0.0.1:" + port + "/model", folder.resolve("model.bin"), content)));

        assertEquals(Fault.Code.DOWNLOAD_FAILED, fault.code());
        assertTrue(fault.getMessage().contains("repeatedly"), fault.getMessage());
        assertTrue(!what.equals("single bytes") || fault.getMessage().contains("sent less than"), fault.getMessage());
        assertTrue(connections.get() >= 6, connections + " attempts");
    }

    @Test
    void theProxyIsUsed() throws IOException {
        String proxy = server.at("http://models.invalid/model", script(List.of()));
        await(vertx.deployVerticle(DownloadFixture.verticle(bus, Map.of(),
                Map.of("downloads.attempts", 6, "downloads.proxy", proxy.replace("http://models.invalid/model", "")), DownloadFixture.QUICK)));
        Path file = folder.resolve("model.bin");

        await(ask(bus, fetch("one", "http://models.invalid/model", file, content)));

        assertInstalled(file, content);
    }

    @Test
    void transfersContinueInTheNextVerticle() throws IOException {
        Path file = folder.resolve("model.bin");
        Promise<Void> reached = Promise.promise();
        String id = deploy(Map.of());
        String url = server.at("/model", hanging(50_000, reached));
        Future<Fetched> fetched = ask(bus, fetch("one", url, file, content));
        await(reached.future());

        await(vertx.undeploy(id));

        assertEquals(Fault.Code.UNAVAILABLE, failure(fetched).code());
        deploy(Map.of());
        server.at("/model", script(List.of()));
        await(ask(bus, fetch("two", url, file, content)));
        assertInstalled(file, content);
    }
}
