package dev.earshot.telemetry;

import dev.earshot.bus.BusRig;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Json;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.settings.SettingsMessages.ChangeSettings;
import dev.earshot.settings.SettingsVerticle;
import dev.earshot.telemetry.TelemetryBatch.BatchLimits;
import dev.earshot.telemetry.TelemetryMessages.TelemetryState;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The module over the bus, with real settings and a real server on loopback. */
class TelemetryVerticleTest extends BusRig {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T03:31:40Z"), ZoneOffset.UTC);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int GUARD_SECONDS = 60;

    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final BlockingQueue<Map.Entry<String, String>> headers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    private HttpServer server;
    private Consumer<HttpServerRequest> answer = request -> request.response().setStatusCode(204).end();

    @BeforeEach
    void listen() {
        server = await(vertx.createHttpServer().requestHandler(request -> {
            request.connection().closeHandler(end -> closed.add("closed"));
            request.body().onSuccess(body -> {
                request.headers().forEach(headers::add);
                bodies.add(request.method() + " " + request.uri() + " " + body);
                answer.accept(request);
            });
        }).listen(0, "127.0.0.1"));
    }

    @AfterEach
    void end() {
        await(server.close());
    }

    private LayeredConfig settings() {
        return LayeredConfig.of(Config.defaults().with(Map.of("data", data, "telemetry.endpoint", "http://127.0.0.1:" + server.actualPort() + "/events")));
    }

    private void deploy(LayeredConfig settings, Map<String, String> env, BatchLimits limits) {
        await(vertx.deployVerticle(new SettingsVerticle(bus, settings, null)));
        await(vertx.deployVerticle(new TelemetryVerticle(bus, settings, env, "0.1.0", CLOCK, true, limits)));
    }

    private void put(boolean enabled) {
        await(bus.request(SettingsMessages.PUT, new ChangeSettings(Map.of("telemetry.enabled", enabled))));
    }

    private TelemetryState state() {
        return await(bus.request(TelemetryMessages.GET, Empty.INSTANCE));
    }

    private void complete(String id, String model) {
        bus.publish(JobMessages.CHANGED, Json.fromObject(new JsonObject().put("id", id).put("kind", "transcribe").put("state", "completed")
                .put("name", "secret.wav").put("model", model).put("duration", 3.6), Job.class));
    }

    private JsonArray received() throws InterruptedException {
        String body = bodies.poll(GUARD_SECONDS, TimeUnit.SECONDS);
        assertNotNull(body, "nothing was sent");
        assertTrue(body.startsWith("POST /events ["), body);
        return new JsonArray(body.substring("POST /events ".length()));
    }

    @Test
    void nothingIsCollectedBeforeAYesAndTheAnswerIsKept() throws Exception {
        deploy(settings(), Map.of(), new BatchLimits(2, LONG, Duration.ofSeconds(GUARD_SECONDS)));
        TelemetryState before = state();
        assertTrue(before.ask());
        assertFalse(before.enabled());
        assertEquals(3, before.example().size());
        complete("before", "base");
        complete("before2", "base");

        put(true);
        // Events of the bus come in order: what was published before the yes has been dropped by now.
        assertEquals(List.of(), state().pending());
        assertFalse(state().ask());
        complete("a", "base");
        complete("a", "base");
        complete("b", "mine-of-acme");
        String common = "\"timestamp\":\"2026-11-22T03:00:00Z\",\"app_version\":\"0.1.0\",\"os\":\"" + before.example().get(0).os() + "\",\"arch\":\""
                + before.example().get(0).arch() + "\"";
        String body = bodies.poll(GUARD_SECONDS, TimeUnit.SECONDS);
        assertEquals("POST /events [{\"event_type\":\"TranscriptionCompleted\"," + common + ",\"duration_secs\":4,\"model_id\":\"base\",\"gpu_used\":false},"
                + "{\"event_type\":\"TranscriptionCompleted\"," + common + ",\"duration_secs\":4,\"model_id\":\"other\",\"gpu_used\":false}]", body);
        assertEquals(List.of("content-length", "content-type", "host"), headers.stream().map(entry -> entry.getKey().toLowerCase()).sorted().toList());

        put(false);
        assertFalse(state().ask(), "a no is an answer");
        assertTrue(state().notice().contains("telemetry is off"));
    }

    @Test
    void aLaunchIsReportedWhereTheAnswerWasGivenBefore() throws Exception {
        deploy(settings().with(Map.of("telemetry.enabled", true)), Map.of(), new BatchLimits(1, LONG, Duration.ofSeconds(GUARD_SECONDS)));
        assertEquals(List.of("AppLaunched"), received().stream().map(event -> ((JsonObject) event).getString("event_type")).toList());
    }

    @Test
    void whatIsRefusedIsDroppedAndNotSentAgain() throws Exception {
        answer = request -> request.response().setStatusCode(503).putHeader("Retry-After", "0").end();
        deploy(settings().with(Map.of("telemetry.enabled", true)), Map.of(), new BatchLimits(1, LONG, Duration.ofSeconds(GUARD_SECONDS)));
        assertEquals("AppLaunched", received().getJsonObject(0).getString("event_type"));
        assertNotNull(closed.poll(GUARD_SECONDS, TimeUnit.SECONDS), "the connection is closed after the answer");

        complete("a", "base");
        JsonArray next = received();
        assertEquals(1, next.size(), "only what is new");
        assertEquals("base", next.getJsonObject(0).getString("model_id"));
    }

    @Test
    void aServerThatDoesNotAnswerIsLeftAfterTheTimeOfAnAttempt() throws Exception {
        assertEquals(Duration.ofSeconds(5), BatchLimits.DEFAULT.attempt());
        answer = request -> { };
        deploy(settings().with(Map.of("telemetry.enabled", true)), Map.of(), new BatchLimits(1, LONG, Duration.ofSeconds(2)));
        received();
        assertNotNull(closed.poll(GUARD_SECONDS, TimeUnit.SECONDS), "the client has left");
        answer = request -> request.response().end();
        complete("a", "base");
        assertEquals("base", received().getJsonObject(0).getString("model_id"), "the launch is not sent a second time");
    }

    @Test
    void aBatchThatIsNotFullWaitsForItsTimeAndANoDropsIt() throws Exception {
        deploy(settings().with(Map.of("telemetry.enabled", true)), Map.of(), new BatchLimits(2, LONG, Duration.ofSeconds(GUARD_SECONDS)));
        assertEquals(1, state().pending().size(), "the launch");
        put(false);
        put(true);
        assertEquals(List.of(), state().pending());
        complete("a", "base");
        complete("b", "base");
        assertEquals(List.of("base", "base"), received().stream().map(event -> ((JsonObject) event).getString("model_id")).toList());
    }

    @Test
    void eventsAreSentWhenTheirTimeHasCome() throws Exception {
        deploy(settings().with(Map.of("telemetry.enabled", true)), Map.of(), new BatchLimits(100, Duration.ofMillis(1), Duration.ofSeconds(GUARD_SECONDS)));
        assertEquals("AppLaunched", received().getJsonObject(0).getString("event_type"));
    }

    @Test
    void theProxyOfTheEnvironmentIsUsed() throws Exception {
        LayeredConfig settings = LayeredConfig.of(Config.defaults().with(Map.of("data", data, "telemetry.endpoint", "http://telemetry.invalid/events",
                "telemetry.enabled", true)));
        deploy(settings, Map.of("HTTP_PROXY", "http://127.0.0.1:" + server.actualPort()), new BatchLimits(1, LONG, Duration.ofSeconds(GUARD_SECONDS)));
        String body = bodies.poll(GUARD_SECONDS, TimeUnit.SECONDS);
        assertTrue(body != null && body.startsWith("POST http://telemetry.invalid/events ["), body);
    }

    @Test
    void theEnvironmentWinsOverAYes() {
        deploy(settings().with(Map.of("telemetry.enabled", true)), Map.of("DO_NOT_TRACK", "1"), new BatchLimits(1, LONG, Duration.ofSeconds(GUARD_SECONDS)));
        complete("a", "base");
        TelemetryState state = state();
        assertTrue(state.enabled() && !state.ask() && state.notice().contains("DO_NOT_TRACK"), state.toString());
        assertEquals(List.of(), state.pending(), "nothing is even collected");
        assertTrue(bodies.isEmpty());
    }
}
