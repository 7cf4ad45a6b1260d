package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.config.Config;
import dev.earshot.http.access.ClientSlots;
import dev.earshot.http.access.Limits;
import dev.earshot.http.access.SmallDigests;
import dev.earshot.http.bridge.BridgeTopics;
import dev.earshot.http.request.QueryParameters;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.models.DecisionMessages;
import dev.earshot.models.DecisionMessages.Decision;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.settings.SettingsMessages.CurrentSettings;
import dev.earshot.speech.Segment;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static dev.earshot.http.Service.readUntil;
import static dev.earshot.http.Service.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The event bus over WebSockets: who may listen, to what, and what a slow listener costs. */
class BridgeTest {

    private static final String DECISION = DecisionMessages.DECISION.name();
    private static final String SEGMENT = JobMessages.SEGMENT.name();
    private static final JsonObject MISSED = new JsonObject("{\"type\":\"rec\",\"address\":\"earshot.http.missed\",\"body\":{}}");
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String KEY = "es-one";

    private Vertx vertx;
    private Bus bus;
    private Config config;

    @BeforeEach
    void start(@TempDir Path data) {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
        config = Service.config(data);
    }

    /** Vert.x gives connections that are just being closed 30 s of grace, which is all the time that its own extension waits. */
    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }

    private Service service() throws Exception {
        return new Service(vertx, config);
    }

    private Service guarded() throws Exception {
        String digest = HexFormat.of().formatHex(SmallDigests.sha256(KEY.getBytes(StandardCharsets.UTF_8)));
        return new Service(vertx, config.with(Map.of("auth.keys", digest)));
    }

    private void decide(String reason) {
        bus.publish(DecisionMessages.DECISION,
                new Decision(FakeModules.CREATED, "n", "base", DecisionMessages.DecisionAction.LOAD, DecisionMessages.DecisionCode.REQUESTED, reason,
                        Map.of("needed_mb", 1.5), null));
    }

    private void hear(int index, String text) {
        bus.publish(JobMessages.SEGMENT, new WindowDone("job1", index, List.of(new Segment(0, 1, text)), text, 1, 2.0));
    }

    /** The status that a handshake is refused with. */
    private int refusal(Service service, String query, String... headers) {
        ExecutionException error = assertThrows(ExecutionException.class, () -> new Listener(vertx, service, query, headers));
        return ((UpgradeRejectedException) error.getCause()).getStatus();
    }

    /** A place that was left is noticed by the service a little later. */
    private Listener awaitPlace(Service service) throws Exception {
        while (true) {
            try {
                return new Listener(vertx, service);
            } catch (ExecutionException full) {
                assertEquals(429, ((UpgradeRejectedException) full.getCause()).getStatus());
            }
        }
    }

    @Test
    void whatHappensIsTold() throws Exception {
        Listener listener = new Listener(vertx, service());
        listener.register(BridgeTopics.names().toArray(String[]::new));
        decide("requested by a job");

        JsonObject frame = listener.heard();
        assertEquals("rec", frame.getString("type"));
        assertEquals(DECISION, frame.getString("address"));
        assertEquals(new JsonObject().put("at", "2026-01-02T03:04:05Z").put("node", "n").put("model", "base").put("action", "load")
                .put("code", "requested").put("reason", "requested by a job")
                .put("numbers", new JsonObject().put("needed_mb", 1.5)), frame.getJsonObject("body"));
        hear(0, "and so");
        assertEquals("and so", listener.heard().getJsonObject("body").getString("text"));
        listener.say("unregister", SEGMENT);
        listener.register();
        hear(1, "my fellow");
        decide("again");
        assertEquals("again", listener.heard().getJsonObject("body").getString("reason"), "nothing in between");
    }

    @Test
    void everyTopicOfTheRoomsIsTold() throws Exception {
        assertEquals(Set.of("earshot.jobs.changed", "earshot.jobs.segment", "earshot.jobs.log", "earshot.jobs.forgotten", "earshot.models.decision",
                "earshot.system.memory",
                "earshot.system.pressure", "earshot.settings.changed", "earshot.downloads.progress", "earshot.updates.available", "earshot.updates.progress",
                "earshot.engine.event", "earshot.engine.window"),
                BridgeTopics.names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"earshot.jobs.list", "earshot.jobs.submit", "earshot.settings.put", "earshot.engine.test.transcribe", "earshot.jobs.*", "", "x"})
    void nothingElseCanBeListenedTo(String address) throws Exception {
        Listener listener = new Listener(vertx, service());
        listener.say("register", address);
        assertEquals((short) 1008, FakeModules.taken(listener.closes));
        assertTrue(listener.frames.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"send\",\"address\":\"earshot.models.unload\",\"replyAddress\":\"r\",\"body\":{\"model\":\"micro.en\"}}",
        "{\"type\":\"publish\",\"address\":\"earshot.models.decision\",\"body\":{}}", "", "{", "[1]", "null", "7", "{}", "{\"type\":7}",
        "{\"type\":{},\"address\":[]}", "{\"type\":null}", "{\"type\":true}", "{\"type\":[\"ping\"]}", "{\"type\":1.5}", "{\"type\":\"\"}",
        "{\"type\":\"register\"}", "{\"type\":\"register\",\"address\":{}}", "{\"type\":\"register\",\"address\":null}",
        "{\"type\":\"register\",\"address\":7}", "{\"type\":\"register\",\"address\":false}", "{\"type\":\"register\",\"address\":[]}",
        "{\"type\":\"unregister\"}", "{\"type\":\"unregister\",\"address\":null}", "{\"type\":\"unregister\",\"address\":{}}",
        "{\"type\":\"unregister\",\"address\":1}", "{\"type\":\"ping\"", "\"ping\"", "{\"type\":\"ping\"}{"})
    void nothingGoesInAndNonsenseEndsItsOwnConnectionOnly(String message) throws Exception {
        Service service = service();
        Listener other = new Listener(vertx, service);
        other.register(DECISION);
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        bus.subscribe(DecisionMessages.DECISION, decision -> arrived.add(decision.reason()));
        Listener listener = new Listener(vertx, service);
        listener.register(DECISION);
        Service.done(listener.socket.writeTextMessage(message));
        assertEquals((short) 1008, FakeModules.taken(listener.closes));
        decide("ours");
        assertEquals("ours", FakeModules.taken(arrived));
        assertEquals("ours", other.heard().getJsonObject("body").getString("reason"));
        assertTrue(service.modules.modelRequests.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "register"})
    void whoFloodsIsDisconnected(String with) throws Exception {
        Service service = service();
        Listener flood = new Listener(vertx, service);
        Listener other = new Listener(vertx, service);
        other.register(DECISION);
        for (int i = 0; i <= Limits.SOCKET_FRAMES; i++) {
            flood.socket.writeTextMessage("{\"type\":\"" + with + "\",\"address\":\"" + DECISION + "\"}");
        }
        assertEquals((short) 1008, FakeModules.taken(flood.closes));
        decide("heard all the same");
        assertEquals("heard all the same", other.heard().getJsonObject("body").getString("reason"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoSaysNothingForTooLongIsDisconnectedAndWhoPingsIsNot(boolean withFrames) throws Exception {
        Duration longer = Duration.ofMinutes(1);
        Service service = new Service(vertx, config, Limits.STANDARD.within(longer, longer, longer, Duration.ofSeconds(2)));
        Listener talking = new Listener(vertx, service);
        Listener silent = new Listener(vertx, service);
        long timer = vertx.setPeriodic(100, again -> {
            if (withFrames) {
                talking.socket.writePing(Buffer.buffer());
            } else {
                talking.socket.writeTextMessage("{\"type\":\"ping\"}");
            }
        });
        FakeModules.taken(silent.closes);
        assertTrue(talking.closes.isEmpty());
        vertx.cancelTimer(timer);
        FakeModules.taken(talking.closes);
    }

    @Test
    void oneAddressDoesNotGetAllPlaces() {
        ClientSlots slots = new ClientSlots(4);
        for (int i = 0; i < 3; i++) {
            assertTrue(slots.acquire("10.0.0.1"));
        }
        assertFalse(slots.acquire("10.0.0.1"), "three of the four are what an address gets");
        assertTrue(slots.acquire("10.0.0.2"));
        assertFalse(slots.acquire("10.0.0.3"), "there are no more");
        slots.release("10.0.0.1");
        assertTrue(slots.acquire("10.0.0.3"));
        assertEquals(4, slots.taken());
        assertEquals(2, slots.of("10.0.0.1"));
    }

    @Test
    void aMessageThatIsTooLongEndsItsConnection() throws Exception {
        Service service = service();
        Listener other = new Listener(vertx, service);
        other.register(DECISION);
        Listener listener = new Listener(vertx, service);
        listener.say("register", "x".repeat(Limits.SOCKET_MESSAGE));
        FakeModules.taken(listener.closes);
        decide("still here");
        assertEquals("still here", other.heard().getJsonObject("body").getString("reason"));
    }

    @Test
    void pagesOfOtherSitesAreNotTold() throws Exception {
        config = config.with(Map.of("http.max_upload_mb", 1, "http.cors_origins", "https://good.example"));
        Service service = service();
        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
            assertEquals(403, refusal(service, "", "Origin", origin), origin);
        }
        new Listener(vertx, service, "", "Origin", service.url()).register(DECISION);
        new Listener(vertx, service, "", "Origin", "https://good.example").register(DECISION);
    }

    @Test
    void withKeysAListenerNeedsATicketOrAKey() throws Exception {
        Service service = guarded();
        for (String query : List.of("", "?ticket=", "?ticket=" + "0".repeat(48), "?ticket")) {
            assertEquals(401, refusal(service, query), query);
        }
        try (Socket socket = service.connect()) {
            write(socket, "GET " + QueryParameters.EVENT_BUS + "?ticket=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            String answer = readUntil(socket, "}");
            assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
        }
        assertEquals(401, service.send("POST", "/api/eventbus/ticket", null).statusCode());
        HttpResponse<String> answer = service.send("POST", "/api/eventbus/ticket", null, "Authorization", "Bearer " + KEY);
        assertEquals(30, Service.json(answer).getInteger("seconds"));
        String ticket = Service.json(answer).getString("ticket");
        assertEquals(403, refusal(service, "?ticket=" + ticket, "Origin", "https://evil.example"));
        assertEquals(401, service.get("/api/jobs?ticket=" + ticket).statusCode(), "it opens nothing else");

        Listener listener = new Listener(vertx, service, "?ticket=" + ticket);
        listener.register(DECISION);
        assertEquals(401, refusal(service, "?ticket=" + ticket));
        decide("told");
        assertEquals("told", listener.heard().getJsonObject("body").getString("reason"));
        new Listener(vertx, service, "", "Authorization", "Bearer " + KEY).register(DECISION);
    }

    @Test
    void whoAsksWithoutAWebSocketIsToldWhatItIs() throws Exception {
        Service service = service();
        HttpResponse<String> answer = service.get(QueryParameters.EVENT_BUS);
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("WebSocket"), answer.body());
        for (String path : List.of("/eventbus", "/eventbus/", "/eventbus/info", "/eventbus/1/2/xhr", "/eventbus/1/2/websocket", "/eventbus/iframe.html")) {
            assertEquals(404, service.get(path).statusCode(), path);
        }
    }

    @Test
    void aSlowListenerMissesEventsAndGetsTheNewestStateWhileOthersGetAllAtOnce() throws Exception {
        Service service = service();
        Listener slow = new Listener(vertx, service);
        Listener fast = new Listener(vertx, service);
        slow.register(SEGMENT, SettingsMessages.CHANGED.name());
        fast.register(SEGMENT);
        slow.socket.pause();
        // Far more than the systems between the two hold; no more at once than the outbox of one who reads.
        String words = "w".repeat(50_000);
        int rounds = 100;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 4; i++) {
                hear(round * 4 + i, words);
            }
            bus.publish(SettingsMessages.CHANGED, new CurrentSettings(List.of(), "round " + round));
            for (int i = 0; i < 4; i++) {
                assertEquals(round * 4 + i, fast.heard().getJsonObject("body").getInteger("index"));
            }
        }
        slow.socket.resume();

        List<JsonObject> frames = new ArrayList<>();
        do {
            frames.add(slow.heard());
        } while (!("round " + (rounds - 1)).equals(frames.get(frames.size() - 1).getJsonObject("body").getString("notice")));

        assertTrue(frames.contains(MISSED));
        assertTrue(frames.size() < rounds * 5, frames.size() + " frames");
        hear(1000, "now");
        assertEquals(1000, slow.heard().getJsonObject("body").getInteger("index"), "from then on it hears everything again");
        assertFalse(fast.frames.contains(MISSED));
        service.stop();
    }

    @Test
    void aListenerThatGoesLeavesItsPlace() throws Exception {
        Service service = new Service(vertx, config, Limits.STANDARD.atOnce(3, 1, 1));
        for (int i = 0; i < 10; i++) {
            Listener listener = awaitPlace(service);
            listener.register(DECISION);
            assertEquals(429, refusal(service, ""));
            decide("on its way while it goes");
            Service.done(listener.socket.close());
        }
    }

    @Test
    void aListenerIsNoQuietConnection() throws Exception {
        Service service = new Service(vertx, config, Limits.STANDARD.atOnce(10, 1, 10).within(SHORT, SHORT, SHORT, Duration.ofMinutes(10)));
        Listener listener = new Listener(vertx, service);
        listener.register(DECISION);
        try (Socket quiet = service.connect()) {
            assertEquals(-1, quiet.getInputStream().read(), "closed, and it came later");
        }
        decide("still here");
        assertEquals("still here", listener.heard().getJsonObject("body").getString("reason"));
    }

    @Test
    void aStopEndsListeners() throws Exception {
        Service service = service();
        Listener listener = new Listener(vertx, service);
        Listener stuck = new Listener(vertx, service);
        listener.register(DECISION);
        stuck.register(DECISION);
        stuck.socket.pause();
        for (int i = 0; i < 300; i++) {
            decide("w".repeat(50_000));
        }
        service.stop();
        FakeModules.taken(listener.closes);
    }
}
