package dev.earshot.http.access;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.Config.Required;
import dev.earshot.digest.Sha256;
import dev.earshot.http.HttpVerticle;
import dev.earshot.http.Service;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static dev.earshot.http.Service.head;
import static dev.earshot.http.Service.json;
import static dev.earshot.http.Service.readUntil;
import static dev.earshot.http.Service.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Keys over HTTP, and when a service may be without them. */
@ExtendWith(VertxExtension.class)
class ApiKeysTest {

    private static final String KEY = "es-one";

    private static String digest(String key) {
        MessageDigest digest = Sha256.create();
        digest.update(key.getBytes(StandardCharsets.UTF_8));
        return Sha256.hex(digest);
    }

    private static Service guarded(Vertx vertx, Path data) throws Exception {
        return new Service(vertx, Service.config(data).with(Map.of(
                "auth.keys", "  " + digest("es-another").toUpperCase(Locale.ROOT) + " " + digest(KEY) + " ", "auth.required", Required.NEVER)));
    }

    @Test
    void everythingThatIsAnybodysDataWantsAKey(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = guarded(vertx, data);
        for (String path : List.of("/api/jobs", "/api/jobs/job1", "/api/models", "/api/ps", "/api/version", "/ready", "/metrics",
                "/api/nothing", "/health/../api/jobs", "//api/jobs", "/health/", "/app/../api/jobs", "/app/%2e%2e/api/jobs", "/app/x.js/../../api/jobs",
                "/app/..%2fapi/jobs", "/lib/lit-html/../../api/jobs")) {
            HttpResponse<String> answer = service.get(path);
            assertEquals(401, answer.statusCode(), path);
            assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElseThrow());
            assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
            assertEquals("unauthorized", json(answer).getString("code"));
            assertTrue(json(answer).getString("detail").contains("Authorization: Bearer KEY"), answer.body());
        }
        for (String path : List.of("/health", "/", "/openapi.yaml", "/lib/lit-html/lit-html.js")) {
            assertEquals(200, service.get(path).statusCode(), path);
        }
    }

    @Test
    void aKeyMayComeInAHeaderOfItsOwn(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = guarded(vertx, data);
        assertEquals(200, service.get("/api/jobs", "X-API-Key", KEY).statusCode());
        assertEquals(401, service.get("/api/jobs", "X-API-Key", "es-two").statusCode());
        assertEquals(401, service.get("/api/jobs", "X-API-Key", "").statusCode());
        assertEquals(401, service.get("/api/jobs", "X-API-Key", KEY, "Authorization", "Bearer es-two").statusCode(), "the usual header counts");
    }

    @Test
    void underV1TheRefusalIsOpenAIs(Vertx vertx, @TempDir Path data) throws Exception {
        HttpResponse<String> answer = guarded(vertx, data).get("/v1/models");
        assertEquals(401, answer.statusCode());
        JsonObject error = json(answer).getJsonObject("error");
        assertEquals("invalid_request_error", error.getString("type"));
        assertEquals("invalid_api_key", error.getString("code"));
    }

    @ParameterizedTest
    @CsvSource({"Bearer es-one, 200", "bearer es-one, 200", "Bearer es-another, 200", "Bearer es-two, 401", "Bearer, 401", "Bearer es-one1, 401",
            "Basic es-one, 401", "es-one, 401"})
    void oneOfTheKeysIsEnough(String header, int status, Vertx vertx, @TempDir Path data) throws Exception {
        assertEquals(status, guarded(vertx, data).get("/v1/models", "Authorization", header).statusCode());
    }

    @Test
    void aDigestIsNoKey(Vertx vertx, @TempDir Path data) throws Exception {
        assertEquals(401, guarded(vertx, data).get("/v1/models", "Authorization", "Bearer " + digest(KEY)).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\nExpect: 100-continue"})
    void anUploadWithoutAKeyIsRefusedBeforeItIsRead(String expect, Vertx vertx, @TempDir Path data) throws Exception {
        Service service = guarded(vertx, data);
        try (Socket socket = service.connect()) {
            write(socket, head("/v1/audio/transcriptions", "Content-Length: 900000" + expect));
            String answer = readUntil(socket, "}}");
            assertTrue(answer.startsWith("HTTP/1.1 401 ") && answer.contains("invalid_api_key"), answer);
        }
        assertEquals(List.of(), service.uploadNames());
        assertTrue(service.modules.submits.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "GET /health HTTP/1.1", "GET /api/jobs HTTP/1.1"})
    void aWebSocketIsNotMadeOfARequest(String line, Vertx vertx, @TempDir Path data) throws Exception {
        try (Socket socket = guarded(vertx, data).connect()) {
            write(socket, line + "\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            String answer = readUntil(socket, "\r\n\r\n");
            assertTrue(!answer.contains(" 101 "), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
            // host, required, keys, may start
            "127.0.0.1,        AUTO,  false, true",
            "127.9.8.7,        AUTO,  false, true",
            "::1,              AUTO,  false, true",
            "0:0:0:0:0:0:0:1,  AUTO,  false, true",
            "::ffff:127.0.0.1, AUTO,  false, true",
            "LocalHost,        AUTO,  false, true",
            "0.0.0.0,          AUTO,  false, false",
            "::,               AUTO,  false, false",
            "192.168.1.7,      AUTO,  false, false",
            "speech.lan,       AUTO,  false, false",
            "localhost.evil.example, AUTO, false, false",
            "0.0.0.0,          NEVER, false, true",
            "0.0.0.0,          AUTO,  true,  true"})
    void whoOtherMachinesReachWantsAKey(String host, Required required, boolean keys, boolean starts) {
        Config config = Config.defaults().with(Map.of("host", host, "port", 0, "auth.keys", keys ? digest(KEY) : "", "auth.required", required));
        if (starts) {
            HttpVerticle.check(config);
        } else {
            Fault fault = assertThrows(Fault.class, () -> HttpVerticle.check(config));
            assertEquals(Fault.Code.BAD_REQUEST, fault.code());
            for (String word : List.of("earshot key", "auth.keys", "EARSHOT_AUTH_KEYS", "auth.required: never", "EARSHOT_AUTH_REQUIRED=never")) {
                assertTrue(fault.getMessage().contains(word), fault.getMessage());
            }
        }
    }
}
