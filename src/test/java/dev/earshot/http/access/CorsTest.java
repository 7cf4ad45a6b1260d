package dev.earshot.http.access;

import dev.earshot.http.Service;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Pages of other origins, with two of them allowed and keys demanded. */
@ExtendWith(VertxExtension.class)
class CorsTest {

    private static final String ALLOWED = "https://app.example";
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

    private Service service;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        service = new Service(vertx, Service.config(data).with(Map.of("http.max_upload_mb", 1,
                "http.cors_origins", " HTTPS://App.Example:443  http://tool.example:8080 ", "auth.keys", "0".repeat(64))));
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        return service.send("OPTIONS", "/v1/audio/transcriptions", null, "Origin", origin, "Access-Control-Request-Method", "POST",
                "Access-Control-Request-Headers", "authorization,content-type");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    @Test
    void anAllowedPageIsToldWhatItMaySendAlthoughTheQuestionHasNoKey() throws Exception {
        for (String origin : new String[] {ALLOWED, "http://tool.example:8080"}) {
            HttpResponse<String> answer = preflight(origin);
            assertEquals(204, answer.statusCode());
            assertEquals(origin, header(answer, ALLOW_ORIGIN));
            assertEquals("origin", header(answer, "Vary"));
            assertTrue(header(answer, "Access-Control-Allow-Methods").contains("POST"));
            assertTrue(header(answer, "Access-Control-Allow-Headers").startsWith("Authorization, Content-Type"));
            assertEquals("7200", header(answer, "Access-Control-Max-Age"));
            assertFalse(answer.headers().map().containsKey("access-control-allow-credentials"));
        }
    }

    @Test
    void itMayReadEveryAnswerRefusalsIncluded() throws Exception {
        HttpResponse<String> answer = service.get("/v1/models", "Origin", ALLOWED);
        assertEquals(401, answer.statusCode());
        assertEquals(ALLOWED, header(answer, ALLOW_ORIGIN));
        assertEquals("Location, Retry-After", header(answer, "Access-Control-Expose-Headers"));
    }

    @Test
    void itMayChangeThings() throws Exception {
        HttpResponse<String> answer = service.send("POST", "/api/models/micro.en/unload", null, "Origin", ALLOWED);
        assertEquals(401, answer.statusCode(), "a key is all that is missing");
    }

    @Test
    void otherPagesAreToldNothing() throws Exception {
        for (String origin : new String[] {"http://app.example", "https://app.example.evil.example", "https://evil.example", "null"}) {
            HttpResponse<String> asked = preflight(origin);
            assertEquals(401, asked.statusCode(), origin);
            assertEquals(null, header(asked, ALLOW_ORIGIN));
            assertEquals("origin", header(asked, "Vary"), "no cache may give this answer to an allowed page");
            assertEquals(null, header(service.get("/health", "Origin", origin), ALLOW_ORIGIN));
            assertEquals(403, service.send("POST", "/api/models/micro.en/unload", null, "Origin", origin).statusCode(), origin);
        }
    }

    @Test
    void withoutOriginsThereIsNoCors(Vertx vertx, @TempDir Path data) throws Exception {
        HttpResponse<String> answer = new Service(vertx, data).send("OPTIONS", "/v1/models", null, "Origin", ALLOWED,
                "Access-Control-Request-Method", "GET");
        assertEquals(405, answer.statusCode());
        assertEquals(null, header(answer, ALLOW_ORIGIN));
        assertEquals(null, header(answer, "Vary"));
    }
}
