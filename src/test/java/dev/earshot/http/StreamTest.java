package dev.earshot.http;

import dev.earshot.bus.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import static dev.earshot.http.Service.json;
import static dev.earshot.http.Service.readUntil;
import static dev.earshot.http.Service.whole;
import static dev.earshot.http.Service.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(VertxExtension.class)
class StreamTest {

    private static final String PATH = "/v1/audio/transcriptions";

    private Service service;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        service = new Service(vertx, data);
    }

    @Test
    void aTranscriptComesInDeltasThenWhole() throws Exception {
        HttpResponse<String> answer = service.post(PATH, "stream", "true");
        assertEquals("text/event-stream", answer.headers().firstValue("Content-Type").orElseThrow());
        List<JsonObject> events = events(answer.body());
        assertEquals(FakeModules.TEXT, deltas(events));
        assertEquals(new JsonObject().put("type", "transcript.text.done").put("text", FakeModules.TEXT)
                .put("usage", new JsonObject().put("type", "duration").put("seconds", 10.0)).put("model", "micro.en")
                .put("timing", new JsonObject().put("waited_ms", 10).put("loading_ms", 20).put("computing_ms", 1500).put("real_time_factor", 0.15)
                        .put("library", new JsonObject("{\"name\":\"whisper.cpp\",\"version\":\"1.9.3\",\"backend\":\"CUDA\",\"device\":\"a \\\"GPU\\\"™\"}"))),
                        events.get(events.size() - 1));
    }

    @Test
    void aDeltaComesAsSoonAsItsWindowIsDone() throws Exception {
        service.modules.manual();
        try (Socket socket = service.connect()) {
            write(socket, whole(PATH, "stream", "true"));
            FakeModules.taken(service.modules.awaits);
            service.modules.window("job1", 0, "one");
            String first = readUntil(socket, "\n\n\r\n");
            assertTrue(first.contains("data: {\"type\":\"transcript.text.delta\",\"delta\":\"one\"}\n\n"), first);
            service.modules.answerWaiters("job1");
            assertTrue(readUntil(socket, "\n\n").contains(": still working"));
            service.modules.window("job1", 1, " two");
            assertTrue(readUntil(socket, "\n\n\r\n").contains("\" two\""));
            service.modules.complete("job1");
            assertTrue(readUntil(socket, "0\r\n\r\n").contains("\"text\":\"one two\""));
        }
    }

    @Test
    void windowsOfOtherJobsAreNotMixedIn() throws Exception {
        service.modules.manual();
        var one = service.later(PATH, "stream", "true");
        FakeModules.taken(service.modules.awaits);
        var two = service.later(PATH, "stream", "true");
        FakeModules.taken(service.modules.awaits);
        for (int i = 0; i < 5; i++) {
            service.modules.window("job1", i, "a" + i);
            service.modules.window("job2", i, "b" + i);
        }
        service.modules.complete("job2");
        service.modules.complete("job1");
        assertEquals("a0a1a2a3a4", deltas(events(one.get().body())));
        assertEquals("b0b1b2b3b4", deltas(events(two.get().body())));
    }

    @Test
    void aReaderThatDoesNotReadGetsTheSameTextLater() throws Exception {
        service.modules.manual();
        try (Socket socket = service.connect()) {
            write(socket, whole(PATH, "stream", "true"));
            FakeModules.taken(service.modules.awaits);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                String words = (" window " + i).repeat(2000);
                service.modules.window("job1", i, words);
                text.append(words);
            }
            service.modules.complete("job1");
            HttpResponse<String> others = service.get("/health");
            assertEquals(200, others.statusCode(), "nobody else waits for it");
            String answer = unchunk(readUntil(socket, "\r\n0\r\n\r\n"));
            List<JsonObject> events = events(answer);
            assertEquals(text.toString(), deltas(events));
            assertEquals(text.toString(), events.get(events.size() - 1).getString("text"));
        }
    }

    @Test
    void aFailureBeforeTheFirstDeltaIsAStatusAndLaterAnEvent() throws Exception {
        service.modules.manual();
        CompletableFuture<HttpResponse<String>> early = service.later(PATH, "stream", "true");
        FakeModules.taken(service.modules.awaits);
        service.modules.fail("job1", new Fault(Fault.Code.BAD_AUDIO, "No audio in it."));
        assertEquals(400, early.get().statusCode());
        assertEquals("bad-audio", json(early.get()).getJsonObject("error").getString("code"));

        CompletableFuture<HttpResponse<String>> late = service.later(PATH, "stream", "true");
        FakeModules.taken(service.modules.awaits);
        service.modules.window("job2", 0, "one");
        service.modules.fail("job2", new Fault(Fault.Code.ENGINE_CRASHED, "The engine crashed twice."));
        List<JsonObject> events = events(late.get().body());
        JsonObject error = events.get(events.size() - 1).getJsonObject("error");
        assertEquals("engine-crashed", error.getString("code"));
        assertEquals("server_error", error.getString("type"));
    }

    @Test
    void silenceIsADoneEventAlone() throws Exception {
        service.modules.manual();
        CompletableFuture<HttpResponse<String>> answer = service.later(PATH, "stream", "true");
        FakeModules.taken(service.modules.awaits);
        service.modules.complete("job1");
        List<JsonObject> events = events(answer.get().body());
        assertEquals(1, events.size());
        assertEquals("", events.get(0).getString("text"));
    }

    @Test
    void aJobIsFollowedToItsEnd() throws Exception {
        service.modules.manual();
        service.post("/api/jobs");
        try (Socket socket = service.connect()) {
            write(socket, "GET /api/jobs/job1 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            String first = readUntil(socket, "\n\n\r\n");
            assertTrue(first.toLowerCase(Locale.ROOT).contains("content-type: text/event-stream"), first);
            assertTrue(first.contains("\"state\":\"queued\""), first);
            service.post("/api/jobs");
            service.modules.window("job2", 0, "another");
            service.modules.window("job1", 0, "one");
            String change = readUntil(socket, "\n\n\r\n");
            assertFalse(change.contains("job2"), change);
            assertTrue(change.contains("\"state\":\"running\"") && change.contains("\"progress\":0.25"), change);
            assertFalse(change.contains("\"segments\""), change);
            service.modules.complete("job1");
            List<JsonObject> end = events(unchunk(readUntil(socket, "0\r\n\r\n")));
            JsonObject job = end.get(end.size() - 1);
            assertEquals("completed", job.getString("state"));
            assertEquals("one", job.getString("text"));
            assertEquals(1, job.getJsonArray("segments").size());
        }
    }

    @Test
    void aModuleThatIsTooBusyToAnswerIsAskedAgain() throws Exception {
        service.modules.manual();
        CompletableFuture<HttpResponse<String>> answer = service.later(PATH);
        FakeModules.taken(service.modules.awaits);
        service.modules.leaveWaiters("job1");
        FakeModules.taken(service.modules.awaits);
        service.modules.window("job1", 0, "one");
        service.modules.complete("job1");
        assertEquals(200, answer.get().statusCode(), answer.get().body());
        assertEquals("one", json(answer.get()).getString("text"));
    }

    @Test
    void anEndedJobIsOneEventAndAMissingOneAnAnswer() throws Exception {
        service.post("/api/jobs");
        List<JsonObject> events = events(service.get("/api/jobs/job1", "Accept", "text/event-stream").body());
        assertEquals(1, events.size());
        assertEquals(FakeModules.TEXT, events.get(0).getString("text"));
        assertEquals(404, service.get("/api/jobs/nope", "Accept", "text/event-stream").statusCode());
    }

    @Test
    void aServiceThatStopsEndsTheStreamWithoutAnEndedJob() throws Exception {
        service.modules.manual();
        service.post("/api/jobs");
        try (Socket socket = service.connect()) {
            write(socket, "GET /api/jobs/job1 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            readUntil(socket, "\n\n\r\n");
            service.stop();
            assertEquals("0\r\n\r\n", readUntil(socket, "never"));
        }
    }

    private static List<JsonObject> events(String body) {
        return Arrays.stream(body.split("\n\n")).filter(event -> event.startsWith("data: "))
                .map(event -> new JsonObject(event.substring(6))).toList();
    }

    private static String deltas(List<JsonObject> events) {
        return events.stream().filter(event -> "transcript.text.delta".equals(event.getString("type")))
                .map(event -> event.getString("delta")).reduce("", String::concat);
    }

    /** The body of a chunked answer, or of what is left of one. */
    private static String unchunk(String answer) {
        int head = answer.indexOf("\r\n\r\n");
        int at = answer.startsWith("HTTP/") ? head + 4 : 0;
        StringBuilder body = new StringBuilder();
        while (true) {
            int line = answer.indexOf("\r\n", at);
            int size = Integer.parseInt(answer.substring(at, line), 16);
            if (size == 0) {
                return body.toString();
            }
            body.append(answer, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }
}
