package dev.earshot.updates;

import dev.earshot.bus.BusRig;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.digest.Sha256;
import dev.earshot.downloads.DownloadVerticle;
import dev.earshot.updates.UpdateMessages.DismissUpdate;
import dev.earshot.updates.UpdateMessages.UpdateAnswer;
import dev.earshot.updates.UpdateMessages.UpdateCheck;
import dev.earshot.updates.UpdateMessages.UpdateStage;
import dev.earshot.updates.UpdateMessages.UpdateStatus;
import dev.earshot.updates.install.Installation;
import dev.earshot.updates.install.TestRelease;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Checks over the bus, with a feed of the test's own that also misbehaves. */
class UpdateVerticleTest extends BusRig {

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    /** A feed that is to answer gets far longer than it needs; one that does not is waited for shortly. */
    private static final UpdateTiming ON_REQUEST = new UpdateTiming(Duration.ofDays(1), Duration.ofDays(1), Duration.ofMinutes(1), Duration.ofSeconds(60));
    private static final UpdateTiming IMPATIENT = new UpdateTiming(Duration.ofDays(1), Duration.ofDays(1), Duration.ofMinutes(1), Duration.ofMillis(300));
    private static final UpdateTiming AT_ONCE = new UpdateTiming(Duration.ZERO, Duration.ofDays(1), Duration.ofMinutes(1), Duration.ofSeconds(60));

    private final BlockingQueue<UpdateCheck> told = new LinkedBlockingQueue<>();
    private final Map<String, String> env = new HashMap<>();
    private final CountDownLatch restarted = new CountDownLatch(1);
    private Installation installation = new Installation(Installation.Kind.SOURCE, Path.of("."), "0.1.0");
    private volatile Instant now = START;
    private FeedServer feed;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void openFeed() {
        feed = new FeedServer(vertx);
        bus.subscribe(UpdateMessages.AVAILABLE, told::add);
    }

    private String deploy(String version, String channel, UpdateTiming timing) {
        Config config = Config.defaults().with(Map.of("data", data, "updates.feed", feed.address(), "updates.channel", channel));
        return await(vertx.deployVerticle(new UpdateVerticle(bus, config, env, version, clock, timing,
                () -> installation, List.of(TestRelease.publicKey()), restarted::countDown)));
    }

    private String deploy(String version) {
        return deploy(version, "stable", ON_REQUEST);
    }

    private UpdateCheck check() {
        return await(bus.request(UpdateMessages.CHECK, Empty.INSTANCE, Duration.ofMinutes(2)));
    }

    private UpdateStatus status() {
        return await(bus.request(UpdateMessages.STATUS, Empty.INSTANCE));
    }

    @Test
    void aNewerVersionIsToldWithAllThatIsKnownOfIt() throws InterruptedException {
        deploy("0.1.0");

        UpdateCheck found = check();

        assertEquals(new UpdateCheck(true, "0.1.0", "0.2.0", "Earshot v0.2.0", "- Faster.\n<script>alert(1)</script>", "https://example.org/releases/v0.2.0",
                "https://example.org/" + Installation.archiveName("0.2.0"), Instant.parse("2026-11-20T10:00:00Z"), null), found);
        assertEquals(found, told.poll(60, TimeUnit.SECONDS));
        assertEquals(found, status().latest());
    }

    @Test
    void theSameOrAnOlderVersionIsNoUpdate() {
        deploy("0.2.0");
        assertFalse(check().updateAvailable());
        now = now.plusSeconds(61);
        feed.answer = FeedServer.json(FeedServer.release("v0.1.9"));
        assertFalse(check().updateAvailable());
        assertTrue(told.isEmpty());
    }

    @Test
    void aVersionThatIsNoneIsNoUpdateAndWhoHasNoneIsOfferedEveryRelease() {
        feed.answer = FeedServer.json(FeedServer.release("latest/../../etc"));
        deploy("unknown");
        assertEquals(new UpdateCheck(false, "0.0.0", null, null, null, null, null, null, null), check());
        now = now.plusSeconds(61);
        feed.answer = FeedServer.json(FeedServer.release("v0.0.1"));
        assertTrue(check().updateAvailable());
    }

    @Test
    void preReleasesAreForTheBetaChannelOnly() {
        JsonArray releases = new JsonArray().add(FeedServer.release("v0.3.0-rc.1")).add(FeedServer.release("v0.4.0").put("prerelease", true))
                .add(FeedServer.release("v9.0.0").put("draft", true)).add(FeedServer.release("v0.2.0")).add(FeedServer.release("v0.1.5"));
        feed.answer = FeedServer.json(releases);
        String stable = deploy("0.1.0");
        assertEquals("0.2.0", check().latestVersion());
        await(vertx.undeploy(stable));

        deploy("0.1.0", "beta", ON_REQUEST);
        assertEquals("0.4.0", check().latestVersion());
        assertEquals("/repos/o/n/releases?per_page=30", feed.asked.get(1).path());
        assertNull(feed.asked.get(1).etag(), "what another channel answered says nothing");
    }

    @Test
    void aRestartAsksNeitherAgainNorForWhatItHas() {
        String first = deploy("0.1.0");
        UpdateCheck found = check();
        await(vertx.undeploy(first));

        String second = deploy("0.1.0");
        assertEquals(found, check());
        assertEquals(1, feed.asked.size());

        now = now.plusSeconds(61);
        feed.answer = FeedServer.status(304);
        assertEquals(found, check());
        assertEquals("\"one\"", feed.asked.get(1).etag());
        await(vertx.undeploy(second));
    }

    @Test
    void itAsksByItselfAfterTheStartAndAtMostDaily() throws InterruptedException {
        String first = deploy("0.1.0", "stable", AT_ONCE);
        assertEquals("0.2.0", told.poll(60, TimeUnit.SECONDS).latestVersion());
        await(vertx.undeploy(first));

        now = now.plus(Duration.ofHours(25));
        String second = deploy("0.1.0", "stable", AT_ONCE);
        assertNotNull(told.poll(60, TimeUnit.SECONDS));
        assertEquals(2, feed.asked.size());
        await(vertx.undeploy(second));
    }

    /** Whether it would ask is seen from what it does next: a check on request is then the first one. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "ON"})
    void offlineNothingIsAsked(String offline) {
        env.put("HF_HUB_OFFLINE", offline);
        deploy("0.1.0", "stable", AT_ONCE);
        assertEquals(new UpdateCheck(false, "0.1.0", null, null, null, null, null, null, "Could not check for updates"), check());
        assertTrue(feed.asked.isEmpty());
    }

    @Test
    void aRateLimitIsRespectedAcrossRestarts() {
        feed.answer = FeedServer.status(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", Long.toString(START.plusSeconds(3600).getEpochSecond()));
        String first = deploy("0.1.0");
        assertEquals("Could not check for updates", check().error());
        await(vertx.undeploy(first));

        feed.answer = FeedServer.json(FeedServer.release("v0.2.0"));
        deploy("0.1.0");
        now = START.plusSeconds(3599);
        assertEquals("Could not check for updates", check().error());
        assertEquals(1, feed.asked.size());
        now = START.plusSeconds(3600);
        assertTrue(check().updateAvailable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "html", "wrong types", "huge", "500", "another host", "loop", "cut"})
    void aFeedThatMisbehavesIsAFailedCheckAndNoMore(String how) {
        feed.answer = misbehave(how);
        deploy("0.1.0");

        assertEquals(new UpdateCheck(false, "0.1.0", null, null, null, null, null, null, "Could not check for updates"), check());

        feed.answer = FeedServer.json(FeedServer.release("v0.2.0"));
        now = now.plusSeconds(61);
        assertTrue(check().updateAvailable());
    }

    private Consumer<HttpServerRequest> misbehave(String how) {
        return switch (how) {
            case "garbage" -> FeedServer.json("{\"tag_name\": \"v9");
            case "html" -> FeedServer.json("<html>Please log in</html>");
            case "wrong types" -> FeedServer.json(new JsonObject().put("tag_name", new JsonObject()).put("assets", 7));
            case "huge" -> request -> {
                request.response().setChunked(true);
                request.response().write(Buffer.buffer(new byte[ReleaseFeed.MAX_BYTES]));
                request.response().end(Buffer.buffer(new byte[10]));
            };
            case "500" -> FeedServer.status(500);
            case "another host" -> FeedServer.status(302, "Location", feed.address().replace("127.0.0.1", "localhost"));
            case "loop" -> FeedServer.status(302, "Location", feed.address());
            default -> request -> {
                request.response().putHeader("Content-Length", "1000").write("{");
                request.connection().close();
            };
        };
    }

    @Test
    void aFeedThatNeverAnswersIsGivenUp() {
        feed.answer = request -> request.response().setChunked(true).write("{");
        deploy("0.1.0", "stable", IMPATIENT);
        assertEquals("Could not check for updates", check().error());
    }

    @Test
    void aRedirectOnTheSameHostIsFollowed() {
        feed.answer = request -> {
            if (request.uri().startsWith("/repositories/1")) {
                request.response().end(FeedServer.release("0.2.0").toString());
            } else {
                request.response().setStatusCode(301).putHeader("Location", "/repositories/1/releases/latest").end();
            }
        };
        deploy("0.1.0");
        assertTrue(check().updateAvailable());
    }

    @Test
    void linksAndFilesThatAreNoneOfTheWebAreLeftOut() {
        JsonObject release = FeedServer.release("0.2.0").put("html_url", "javascript:alert(1)").put("name", "\u001b[31mred");
        release.getJsonArray("assets").getJsonObject(0).put("browser_download_url", "file:///etc/passwd");
        feed.answer = FeedServer.json(release);
        deploy("0.1.0");
        UpdateCheck found = check();
        assertNull(found.releaseUrl());
        assertNull(found.downloadUrl());
        assertEquals("[31mred", found.releaseName());
    }

    @Test
    void aDismissedVersionIsNotToldAgainButTheNextOneIs() throws InterruptedException {
        String first = deploy("0.1.0");
        assertThrows(Fault.class, () -> await(bus.request(UpdateMessages.DISMISS, new DismissUpdate(null))));
        check();
        assertNotNull(told.poll(60, TimeUnit.SECONDS));
        assertThrows(Fault.class, () -> await(bus.request(UpdateMessages.DISMISS, new DismissUpdate("0.7.0"))));
        assertTrue(await(bus.request(UpdateMessages.DISMISS, new DismissUpdate("v0.2.0"))).dismissed());
        await(vertx.undeploy(first));

        deploy("0.1.0");
        assertTrue(status().dismissed());
        now = now.plusSeconds(61);
        assertTrue(check().updateAvailable());
        feed.answer = FeedServer.json(FeedServer.release("0.3.0"));
        now = now.plusSeconds(61);
        check();
        assertEquals("0.3.0", told.poll(60, TimeUnit.SECONDS).latestVersion());
        assertFalse(status().dismissed());
    }

    @Test
    void afterAnUpdateItsNewsAreThereUntilTheyAreDismissed() {
        String first = deploy("0.1.0");
        assertNull(status().news());
        await(vertx.undeploy(first));

        deploy("0.2.0");
        assertEquals("0.1.0", status().news().previous());
        assertNull(await(bus.request(UpdateMessages.DISMISS, new DismissUpdate("0.2.0"))).news());
        assertNull(status().news());
    }

    @Test
    void aDamagedFileCostsOneMoreQuestion() throws IOException {
        Files.writeString(data.resolve("updates.json"), "{\"checked_at\": 7, ");
        deploy("0.1.0");
        assertTrue(check().updateAvailable());
    }

    /** A release of version 0.2.0 whose files the feed's server has, and an installation of version 0.1.0 that updates itself. */
    private void offer() throws IOException {
        offer(null);
    }

    /** @param wrong a file in which a bit is another one than was signed, which its digest in the feed does not tell; or null */
    private void offer(String wrong) throws IOException {
        Path app = data.resolve("app");
        for (String version : List.of("0.1.0", "0.2.0")) {
            Path tree = Files.createDirectories(app.resolve(version));
            Files.writeString(tree.resolve("VERSION"), version + "\n");
            Files.writeString(tree.resolve("packaging"), "archive\n");
            assertTrue(Files.writeString(tree.resolve("earshot"), "#!/bin/sh\n").toFile().setExecutable(true));
        }
        Files.createSymbolicLink(app.resolve("current"), Path.of("0.1.0"));
        installation = new Installation(Installation.Kind.MANAGED, app.resolve("0.1.0"), "0.1.0");
        Path made = Files.createDirectories(data.resolve("made"));
        Path archive = TestRelease.archive(app.resolve("0.2.0"), "0.2.0", made);
        TestRelease.sign("0.2.0", archive);
        Files.move(app.resolve("0.2.0"), data.resolve("tree"));
        if (wrong != null) {
            byte[] bytes = Files.readAllBytes(made.resolve(wrong));
            bytes[10] ^= 1;
            Files.write(made.resolve(wrong), bytes);
        }
        JsonArray assets = new JsonArray();
        for (Path file : List.of(archive, made.resolve("SHA256SUMS"), made.resolve("SHA256SUMS.sig"))) {
            assets.add(new JsonObject().put("name", file.getFileName().toString()).put("size", Files.size(file))
                    .put("digest", "sha256:" + sha256(file)).put("browser_download_url", feed.origin() + "/" + file.getFileName()));
        }
        String release = FeedServer.release("v0.2.0").put("assets", assets).toString();
        feed.answer = request -> {
            if (request.path().endsWith("latest")) {
                request.response().end(release);
            } else {
                request.response().sendFile(made.resolve(request.path().substring(1)).toString());
            }
        };
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.create();
        digest.update(Files.readAllBytes(file));
        return Sha256.hex(digest);
    }

    private void deployWithDownloads() {
        await(vertx.deployVerticle(new DownloadVerticle(bus, Config.defaults().with(Map.of("data", data)), Map.of(), clock)));
        deploy("0.1.0");
        check();
    }

    private UpdateAnswer download() {
        return await(bus.request(UpdateMessages.DOWNLOAD, Empty.INSTANCE, Duration.ofMinutes(2)));
    }

    @Test
    void anUpdateIsDownloadedVerifiedStagedAndApplied() throws Exception {
        offer();
        BlockingQueue<UpdateStatus> progress = new LinkedBlockingQueue<>();
        bus.subscribe(UpdateMessages.PROGRESS, progress::add);
        deployWithDownloads();
        assertThrows(Fault.class, () -> await(bus.request(UpdateMessages.APPLY, Empty.INSTANCE)));

        assertEquals(new UpdateAnswer("success", "Update downloaded. Restart application to apply."), download());

        assertEquals("0.2.0", progress.poll(60, TimeUnit.SECONDS).version());
        UpdateStatus staged = status();
        assertEquals(UpdateStage.STAGED, staged.state());
        assertEquals("0.2.0", staged.version());
        assertTrue(Files.isExecutable(data.resolve("app/0.2.0/earshot")));
        assertEquals("success", download().status(), "what is staged is not downloaded again");
        assertTrue(await(bus.request(UpdateMessages.APPLY, Empty.INSTANCE)).message().startsWith("Restarting to apply version 0.2.0."));
        assertTrue(restarted.await(60, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256SUMS", "SHA256SUMS.sig", "archive"})
    void whatIsNotWhatWasSignedIsRefusedAndNothingIsKept(String wrong) throws IOException {
        offer(wrong.equals("archive") ? Installation.archiveName("0.2.0") : wrong);
        deployWithDownloads();

        assertEquals(Fault.Code.DOWNLOAD_FAILED, assertThrows(Fault.class, this::download).code());

        assertEquals(UpdateStage.IDLE, status().state());
        assertFalse(Files.exists(data.resolve("app/0.2.0")));
    }

    @Test
    void anInstallationThatIsUpdatedOtherwiseSaysHow() {
        deploy("0.1.0");
        check();
        Fault refused = assertThrows(Fault.class, this::download);
        assertEquals(Fault.Code.BAD_REQUEST, refused.code());
        assertEquals(status().instructions(), refused.getMessage());
        assertTrue(refused.getMessage().contains("git pull"));
    }

    @Test
    void thereIsNothingToGoBackToAfterTheFirstInstallation() throws IOException {
        offer();
        deploy("0.1.0");
        assertEquals(Fault.Code.BAD_REQUEST, assertThrows(Fault.class, () -> await(bus.request(UpdateMessages.ROLLBACK, Empty.INSTANCE))).code());
    }

    @Test
    void aVersionThatFailedHereIsNotDownloadedAgain() throws IOException {
        offer();
        Files.writeString(data.resolve("app/update.json"), "{\"phase\":\"failed\",\"version\":\"0.2.0\",\"reason\":\"It did not start.\",\"starts\":[],"
                + "\"failed\":[{\"version\":\"0.2.0\",\"reason\":\"It did not start.\"}]}");
        deployWithDownloads();

        assertTrue(assertThrows(Fault.class, this::download).getMessage().contains("It did not start."));

        assertEquals(1, feed.asked.size(), "the feed only");
        assertEquals(UpdateStage.FAILED, status().state());
    }
}
