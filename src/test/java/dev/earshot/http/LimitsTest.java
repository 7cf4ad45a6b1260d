package dev.earshot.http;

import dev.earshot.http.access.Limits;
import dev.earshot.http.access.SmallDigests;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import static dev.earshot.http.Service.file;
import static dev.earshot.http.Service.form;
import static dev.earshot.http.Service.head;
import static dev.earshot.http.Service.json;
import static dev.earshot.http.Service.readUntil;
import static dev.earshot.http.Service.whole;
import static dev.earshot.http.Service.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What no client may take from the others. That time passes is what some of these wait for; none asks how much. */
@ExtendWith(VertxExtension.class)
class LimitsTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private static Service service(Vertx vertx, Path data, int connections, int uploads, Duration quiet) throws Exception {
        return new Service(vertx, Service.config(data), Limits.STANDARD.atOnce(connections, uploads, 64).within(quiet, quiet, quiet, quiet));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /health", "GET /health HTTP/1.1\r\nHost: local", "GET /health HTTP/1.1\r\nHost: localhost\r\n"})
    void aRequestThatNeverGetsToItsEndLosesItsConnection(String beginning, Vertx vertx, @TempDir Path data) throws Exception {
        try (Socket socket = service(vertx, data, 10, 1, SHORT).connect()) {
            write(socket, beginning);
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void aConnectionWithoutANextRequestIsClosed(Vertx vertx, @TempDir Path data) throws Exception {
        try (Socket socket = service(vertx, data, 10, 1, SHORT).connect()) {
            write(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(readUntil(socket, "}").startsWith("HTTP/1.1 200 "));
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void whoWaitsForAnAnswerMayWaitLonger(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = service(vertx, data, 10, 1, SHORT);
        service.modules.manual();
        try (Socket waiting = service.connect(); Socket idle = service.connect()) {
            write(waiting, whole("/v1/audio/transcriptions"));
            FakeModules.taken(service.modules.awaits);
            assertEquals(-1, idle.getInputStream().read(), "the other one, which is younger, is closed by now");
            service.modules.complete("job1");
            assertTrue(readUntil(waiting, "\r\n\r\n").startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void soMayWhoAskedInOneGoWithTheRequestBefore(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = service(vertx, data, 10, 1, SHORT);
        service.modules.manual();
        try (Socket waiting = service.connect(); Socket idle = service.connect()) {
            write(waiting, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n" + whole("/v1/audio/transcriptions"));
            FakeModules.taken(service.modules.awaits);
            assertTrue(readUntil(waiting, "}").startsWith("HTTP/1.1 200 "));
            assertEquals(-1, idle.getInputStream().read());
            try (Socket later = service.connect()) {
                assertEquals(-1, later.getInputStream().read(), "by now the one that waits would be closed, too");
            }
            service.modules.complete("job1");
            assertTrue(readUntil(waiting, "\r\n\r\n").startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void whoTakesNoAnswersGetsNoMoreOfThemAndLosesItsConnection(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = service(vertx, data, 10, 1, Duration.ofSeconds(1));
        String hundred = "GET /api/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
        try (Socket socket = service.connect()) {
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 2000; i++) {
                    write(socket, hundred);
                }
            });
        }
        assertEquals(200, service.get("/health").statusCode());
    }

    @Test
    void aRequestThatWaitedForTheAnswersBeforeItIsWholeAllTheSame(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = service(vertx, data, 10, 1, LONG);
        service.modules.manual();
        try (Socket socket = service.connect()) {
            write(socket, "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200) + whole("/api/jobs"));
            assertTrue(readUntil(socket, "HTTP/1.1 202 ").contains("HTTP/1.1 202 "));
            assertEquals("speech.wav", service.modules.submitted().name());
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForForever(Vertx vertx, @TempDir Path data) throws Exception {
        try (Socket socket = service(vertx, data, 10, 1, SHORT).connect()) {
            write(socket, "POST /api/folders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"path\":");
            String answer = readUntil(socket, "}");
            assertTrue(answer.startsWith("HTTP/1.1 408 ") && answer.contains("upload-stalled"), answer);
        }
    }

    @Test
    void thereAreOnlySoManyConnections(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = service(vertx, data, 2, 1, LONG);
        try (Socket first = service.connect()) {
            try (Socket second = service.connect()) {
                for (Socket socket : List.of(first, second)) {
                    write(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    assertTrue(readUntil(socket, "}").startsWith("HTTP/1.1 200 "));
                }
                try (Socket third = service.connect()) {
                    assertEquals("", refused(third));
                }
            }
            String answer = "";
            while (answer.isEmpty()) {
                // The service learns in its own time that the second has gone.
                try (Socket next = service.connect()) {
                    write(next, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    answer = refused(next);
                } catch (IOException reset) {
                    answer = "";
                }
            }
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    private static String refused(Socket socket) throws IOException {
        return readUntil(socket, "}");
    }

    @Test
    void oneAddressGetsNotAllConnectionsAndFewOfThemForSilence(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = new Service(vertx, Service.config(data), new Limits(8, 2, 1, 64, LONG, LONG, LONG, LONG));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                Socket stranger = service.connect();
                write(stranger, "GET /health HTTP/1.1\r\n");
                sockets.add(stranger);
            }
            assertFalse(served(service, "127.0.0.1", sockets), "two that have not said what they want are what an address gets");
            assertTrue(served(service, "127.0.0.2", sockets), "another one is not concerned");
            write(sockets.get(0), "Host: localhost\r\n\r\n");
            assertTrue(readUntil(sockets.get(0), "}").startsWith("HTTP/1.1 200 "));
            for (int i = 0; i < 4; i++) {
                assertTrue(served(service, "127.0.0.1", sockets), "who has said what he wants is no stranger: " + i);
            }
            assertFalse(served(service, "127.0.0.1", sockets), "six of the eight are what an address gets");
            assertTrue(served(service, "127.0.0.3", sockets));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Whether one more connection gets an answer; it stays open then. */
    private static boolean served(Service service, String from, List<Socket> open) throws IOException {
        Socket socket = service.connect(from);
        try {
            write(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            if (readUntil(socket, "}").startsWith("HTTP/1.1 200 ")) {
                open.add(socket);
                return true;
            }
        } catch (IOException reset) {
            // Closed while this was being written.
        }
        socket.close();
        return false;
    }

    @Test
    void withKeysWhoHasShownNoneHasLessTimeAndFewerPlaces(Vertx vertx, @TempDir Path data) throws Exception {
        String digest = HexFormat.of().formatHex(SmallDigests.sha256("es-one".getBytes(StandardCharsets.UTF_8)));
        Service service = new Service(vertx, Service.config(data).with(Map.of("auth.keys", digest)),
                new Limits(8, 1, 1, 64, Duration.ofSeconds(2), LONG, LONG, LONG));
        String asks = "GET /api/version HTTP/1.1\r\nHost: localhost\r\n";
        try (Socket known = service.connect()) {
            write(known, asks + "Authorization: Bearer es-one\r\n\r\n");
            assertTrue(readUntil(known, "}").startsWith("HTTP/1.1 200 "));
            try (Socket stranger = service.connect()) {
                write(stranger, asks);
                assertFalse(served(service, "127.0.0.1", new ArrayList<>()), "the only slot before admission is taken");
                assertEquals(-1, stranger.getInputStream().read(), "its time is over");
            }
            write(known, asks + "Authorization: Bearer es-one\r\n\r\n");
            assertTrue(readUntil(known, "}").startsWith("HTTP/1.1 200 "), "the first one still has time");
        }
    }

    @Test
    void anUploadThatBringsNothingIsEnded(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = new Service(vertx, Service.config(data), Limits.STANDARD.within(SHORT, LONG, LONG, LONG));
        try (Socket socket = service.connect()) {
            write(socket, head("/v1/audio/transcriptions", "Content-Length: 100000"));
            String answer = readUntil(socket, "}}");
            assertTrue(answer.startsWith("HTTP/1.1 408 ") && answer.contains("upload-stalled"), answer);
        }
        service.awaitUploads(List::isEmpty);
    }

    @Test
    void anUploadThatStopsIsEnded(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = new Service(vertx, Service.config(data), Limits.STANDARD.within(Duration.ofSeconds(2), LONG, SHORT, LONG));
        String body = form(file("a.wav", "x".repeat(200_000)));
        try (Socket socket = service.connect()) {
            write(socket, head("/v1/audio/transcriptions", "Content-Length: " + body.length()) + body.substring(0, 20_000));
            String answer = readUntil(socket, "}}");
            assertTrue(answer.startsWith("HTTP/1.1 408 ") && answer.contains("upload-stalled"), answer);
        }
        service.awaitUploads(List::isEmpty);
    }

    @Test
    void onlySoManyUploadsAreReceivedAtOnce(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = service(vertx, data, 10, 1, LONG);
        String body = form(file("a.wav", "audio"));
        try (Socket slow = service.connect()) {
            write(slow, head("/v1/audio/transcriptions", "Content-Length: " + body.length()) + body.substring(0, body.length() - 4));
            service.awaitUploads(names -> names.size() == 1);

            HttpResponse<String> refused = service.post("/v1/audio/transcriptions");
            assertEquals(429, refused.statusCode());
            assertEquals("10", refused.headers().firstValue("Retry-After").orElseThrow());
            JsonObject error = json(refused).getJsonObject("error");
            assertEquals("queue-full", error.getString("code"));
            assertTrue(error.getString("message").contains("1 uploads already"), error.encode());

            write(slow, body.substring(body.length() - 4));
            assertTrue(readUntil(slow, "\r\n\r\n").startsWith("HTTP/1.1 200 "));
        }
        assertEquals(200, service.post("/v1/audio/transcriptions").statusCode());
        assertEquals(400, service.post("/v1/audio/transcriptions", "temperature", "7").statusCode(), "one that fails gives its place back");
        assertEquals(200, service.post("/v1/audio/transcriptions").statusCode());
    }

    @Test
    void aFormHasOnlySoManyFields(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = service(vertx, data, 10, 1, LONG);
        String[] fields = new String[2 * (Limits.FORM_FIELDS + 1)];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = "x" + i;
        }
        assertEquals(400, service.post("/v1/audio/transcriptions", fields).statusCode());

        String body = form(file("a.wav", "audio") + file("b.wav", "x".repeat(2 * Limits.FORM)).replace("name=\"file\"", "name=\"attachment\""));
        HttpResponse<String> beside = service.send("POST", "/v1/audio/transcriptions", body, "Content-Type", Service.multipart());
        assertEquals(400, beside.statusCode());
        assertTrue(beside.body().contains("256 KB together"), beside.body());
        service.awaitUploads(List::isEmpty);
    }

    @Test
    void aLongFirstLineAndLongHeadersAreRefused(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = service(vertx, data, 10, 1, LONG);
        refused(service, "GET /" + "x".repeat(Limits.REQUEST_LINE) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "too-large", "first line");
        refused(service, "GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + "x".repeat(Limits.HEADERS) + "\r\n\r\n", 431, "too-large", "headers");
        refused(service, "GET / HTTP/1.1\r\nHost: localhost\r\n" + "A: b\r\n".repeat(Limits.HEADERS / 4) + "\r\n", 431, "too-large", "headers");
        refused(service, "no http at all\r\n\r\n", 400, "bad-request", "HTTP/1.1");
    }

    /** So its floods of PING, SETTINGS and RST_STREAM are not understood either. */
    @Test
    void http2IsNotSpoken(Vertx vertx, @TempDir Path data) throws Exception {
        try (Socket socket = service(vertx, data, 10, 1, LONG).connect()) {
            write(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertTrue(readUntil(socket, "\r\n\r\n").startsWith("HTTP/2.0 501 "));
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    private static void refused(Service service, String request, int status, String code, String word) throws IOException {
        try (Socket socket = service.connect()) {
            write(socket, request);
            String answer = readUntil(socket, "}");
            assertEquals(Integer.toString(status), answer.split(" ")[1], answer);
            assertTrue(answer.contains("\"code\":\"" + code + "\"") && answer.contains(word), answer);
            assertTrue(answer.contains("application/problem+json") && answer.contains("default-src 'none'"), answer);
            assertEquals(-1, socket.getInputStream().read());
        }
    }
}
