package dev.earshot.http;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import static dev.earshot.http.Service.form;
import static dev.earshot.http.Service.head;
import static dev.earshot.http.Service.json;
import static dev.earshot.http.Service.readUntil;
import static dev.earshot.http.Service.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Uploads of at most 1 MB, the limit of {@link Service}. */
@ExtendWith(VertxExtension.class)
class UploadTest {

    private static final String PATH = "/v1/audio/transcriptions";
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private Service service;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        service = new Service(vertx, data);
    }

    @Test
    void theFileArrivesByteForByteHoweverItIsCut() throws Exception {
        byte[] audio = new byte[300_000];
        new Random(7).nextBytes(audio);
        service.modules.manual();
        byte[] body = form(Service.file("a.wav", latin1(audio))).getBytes(StandardCharsets.ISO_8859_1);
        try (Socket socket = service.connect()) {
            write(socket, head("/api/jobs", CHUNKED));
            Random random = new Random(8);
            for (int at = 0; at < body.length; ) {
                int n = Math.min(body.length - at, 1 + random.nextInt(20_000));
                write(socket, Integer.toHexString(n) + "\r\n");
                socket.getOutputStream().write(body, at, n);
                write(socket, "\r\n");
                at += n;
            }
            write(socket, "0\r\n\r\n");
            assertTrue(readUntil(socket, "\r\n\r\n").startsWith("HTTP/1.1 202 "));
        }
        assertArrayEquals(audio, Files.readAllBytes(Path.of(service.modules.submitted().path())));
    }

    @Test
    void anAnnouncedSizeOverTheLimitIsRefusedBeforeItIsSent() throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, head(PATH, "Content-Length: 5000000000\r\nExpect: 100-continue"));
            String answer = readUntil(socket, "}}");
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
            assertTrue(answer.contains("larger than 1 MB") && answer.contains("http.max_upload_mb"), answer);
        }
        assertEquals(List.of(), service.uploadNames());
    }

    @Test
    void aBodyOfUnknownSizeIsRefusedWhenItPassesTheLimitAndTheClientSeesTheAnswer() throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, head(PATH, CHUNKED));
            chunk(socket, Service.file("a.wav", ""));
            String block = "x".repeat(100_000);
            for (int i = 0; i < 30; i++) {
                chunk(socket, block);
            }
            String answer = readUntil(socket, "}}");
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
            assertTrue(answer.contains("\"code\":\"too-large\"") && answer.contains("\"param\":\"file\""), answer);
            write(socket, "0\r\n\r\n");
            assertEquals(-1, socket.getInputStream().read(), "the connection is closed once the rest was read");
        }
        service.awaitUploads(List::isEmpty);
        assertTrue(service.modules.submits.isEmpty());
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws Exception {
        String body = form(Service.file("a.wav", "audio"));
        try (Socket socket = service.connect()) {
            write(socket, head(PATH, "Content-Length: " + body.length() + "\r\nExpect: 100-continue"));
            assertTrue(readUntil(socket, "\r\n\r\n").startsWith("HTTP/1.1 100 "));
            write(socket, body);
            assertTrue(readUntil(socket, "\r\n\r\n").startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void aNameThatIsNoNameBecomesALabel() throws Exception {
        for (String name : List.of(".", "..", "/", "a/..", "\t")) {
            service.send("POST", PATH, form(Service.file(name, "audio")), "Content-Type", Service.multipart());
            assertEquals("upload", service.modules.submitted().name(), name);
        }
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        for (String body : List.of(form("", "model", "micro.en"), form("", "file", "no file name"))) {
            HttpResponse<String> answer = service.send("POST", PATH, body, "Content-Type", Service.multipart());
            assertEquals(400, answer.statusCode());
            JsonObject error = json(answer).getJsonObject("error");
            assertEquals("file", error.getString("param"));
            assertTrue(error.getString("message").contains("field named 'file'"), error.getString("message"));
        }
        assertEquals(List.of(), service.uploadNames());
    }

    @Test
    void twoFilesAreOneTooMany() throws Exception {
        HttpResponse<String> answer = service.send("POST", PATH, form(Service.file("a.wav", "a") + Service.file("b.wav", "b")),
                "Content-Type", Service.multipart());
        assertEquals(400, answer.statusCode());
        assertEquals("file", json(answer).getJsonObject("error").getString("param"));
        service.awaitUploads(List::isEmpty);
    }

    @ParameterizedTest
    @CsvSource({"application/json", "audio/wav", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-dataX; boundary=x",
            "application/x-www-form-urlencoded"})
    void anythingButMultipartIsRefused(String type) throws Exception {
        HttpResponse<String> answer = service.send("POST", PATH, "{}", "Content-Type", type);
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("multipart"), answer.body());
        service.awaitUploads(List::isEmpty);
    }

    @Test
    void aBodyWithoutItsClosingBoundaryIsRefusedInsteadOfWaitedFor() throws Exception {
        String whole = form(Service.file("a.wav", "some audio"));
        String cut = whole.substring(0, whole.indexOf("ome audio"));
        HttpResponse<String> answer = service.send("POST", PATH, cut, "Content-Type", Service.multipart());
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("closing boundary"), answer.body());
        assertEquals(List.of(), service.uploadNames());
    }

    @Test
    void aFieldThatIsTooLongIsRefused() throws Exception {
        HttpResponse<String> answer = service.post(PATH, "prompt", "x".repeat(200_000));
        assertEquals(400, answer.statusCode());
        service.awaitUploads(List::isEmpty);
    }

    @Test
    void aClientThatLeavesDuringTheUploadLeavesNothing() throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, head(PATH, CHUNKED));
            chunk(socket, Service.file("a.wav", "half of the so"));
            service.awaitUploads(names -> names.size() == 1);
        }
        service.awaitUploads(List::isEmpty);
        assertTrue(service.modules.submits.isEmpty());
    }

    @Test
    void anUploadUnderWayWhenTheServiceStopsLeavesNothing() throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, head(PATH, CHUNKED));
            chunk(socket, Service.file("a.wav", "half of the so"));
            service.awaitUploads(names -> names.size() == 1);
            service.stop();
            assertTrue(readUntil(socket, "}}").startsWith("HTTP/1.1 503 "));
        }
        service.awaitUploads(List::isEmpty);
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidInWords() throws Exception {
        Files.delete(service.uploads);
        HttpResponse<String> answer = service.post(PATH);
        assertEquals(503, answer.statusCode());
        assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        assertTrue(answer.body().contains("could not be stored"), answer.body());
        assertFalse(answer.body().contains(service.uploads.toString()), "paths stay on the machine");
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void chunk(Socket socket, String text) throws IOException {
        write(socket, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }
}
