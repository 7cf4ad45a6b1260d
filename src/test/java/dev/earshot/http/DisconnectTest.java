package dev.earshot.http;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

import static dev.earshot.http.Service.json;
import static dev.earshot.http.Service.readUntil;
import static dev.earshot.http.Service.whole;
import static dev.earshot.http.Service.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client that goes away takes its job with it; a service that stops does not. During the upload: {@link UploadTest}. */
@ExtendWith(VertxExtension.class)
class DisconnectTest {

    private static final String PATH = "/v1/audio/transcriptions";

    private Service service;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        service = new Service(vertx, data);
        service.modules.manual();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void whileItWaits(String stream) throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, whole(PATH, "stream", stream));
            FakeModules.taken(service.modules.awaits);
        }
        assertEquals("job1", service.modules.cancelled());
        service.awaitUploads(List::isEmpty);
    }

    @Test
    void whileItStreams() throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, whole(PATH, "stream", "true"));
            FakeModules.taken(service.modules.awaits);
            service.modules.window("job1", 0, "first words");
            assertTrue(readUntil(socket, "first words").contains("transcript.text.delta"));
        }
        assertEquals("job1", service.modules.cancelled());
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, "/api/jobs"})
    void whileItsJobIsBeingAccepted(String path) throws Exception {
        Promise<Void> accepted = Promise.promise();
        service.modules.holdSubmit(accepted.future());
        try (Socket socket = service.connect()) {
            write(socket, whole(path));
            service.modules.submitted();
        }
        // A round trip on another connection: its event loop has seen the closed one.
        service.get("/health");
        accepted.complete();
        assertEquals("job1", service.modules.cancelled());
    }

    @Test
    void afterA202TheJobGoesOn() throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, whole("/api/jobs"));
            assertTrue(readUntil(socket, "\r\n\r\n").startsWith("HTTP/1.1 202 "));
        }
        assertEquals("queued", json(service.get("/api/jobs/job1")).getString("state"));
        assertTrue(service.modules.cancels.isEmpty());
    }

    @Test
    void aFollowerThatLeavesCancelsNothing() throws Exception {
        service.post("/api/jobs");
        try (Socket socket = service.connect()) {
            write(socket, "GET /api/jobs/job1 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            readUntil(socket, "\n\n");
        }
        assertEquals("queued", json(service.get("/api/jobs/job1")).getString("state"));
        assertTrue(service.modules.cancels.isEmpty());
    }

    @Test
    void aServiceThatStopsSaysSoAndKeepsTheJob() throws Exception {
        var waiting = service.later(PATH);
        FakeModules.taken(service.modules.awaits);
        service.stop();
        HttpResponse<String> answer = waiting.get();
        assertEquals(503, answer.statusCode());
        assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        assertTrue(answer.body().contains("is stopping"), answer.body());
        assertTrue(service.modules.cancels.isEmpty());
    }
}
