package dev.earshot.http;

import dev.earshot.bus.Fault;
import dev.earshot.models.ModelMessages.LoadModel;
import dev.earshot.models.ModelMessages.UnloadModel;
import dev.earshot.speech.Priority;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static dev.earshot.http.Service.json;
import static dev.earshot.http.Service.readUntil;
import static dev.earshot.http.Service.whole;
import static dev.earshot.http.Service.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Jobs, models and the service itself; transcriptions have tests of their own. */
@ExtendWith(VertxExtension.class)
class RoutesTest {

    private Service service;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        service = new Service(vertx, data);
    }

    @Test
    void aJobIsAcceptedListedToldAndCancelled() throws Exception {
        service.modules.manual();
        HttpResponse<String> created = service.post("/api/jobs", "model", "micro.en");
        assertEquals(202, created.statusCode());
        assertEquals("/api/jobs/job1", created.headers().firstValue("Location").orElseThrow());
        assertEquals("job1", json(created).getString("id"));
        assertEquals(Priority.BATCH, service.modules.submitted().priority());

        JsonObject job = json(service.get("/api/jobs/job1"));
        assertEquals("queued", job.getString("state"));
        assertEquals("transcribe", job.getString("kind"));
        assertEquals("2026-01-02T03:04:05Z", job.getString("created"));
        assertEquals("micro.en", job.getString("model"));

        JsonArray listed = json(service.get("/api/jobs")).getJsonArray("jobs");
        assertEquals("job1", listed.getJsonObject(0).getString("id"));
        assertFalse(listed.getJsonObject(0).containsKey("text"));

        assertEquals("cancelled", json(service.send("DELETE", "/api/jobs/job1", null)).getString("state"));
        assertEquals("job1", service.modules.cancelled());

        HttpResponse<String> again = service.send("POST", "/api/jobs/job1/retry", null);
        assertEquals(202, again.statusCode());
        assertEquals("/api/jobs/job2", again.headers().firstValue("Location").orElseThrow());
        assertEquals("job2", json(again).getString("id"));
        assertEquals(404, service.send("POST", "/api/jobs/nope/retry", null).statusCode());
    }

    @Test
    void aFolderThatIsNotSaidInJsonIsRefusedWithAnExample() throws Exception {
        for (String body : new String[] {"", "null", "folder=/x", "[1]"}) {
            HttpResponse<String> answer = service.send("POST", "/api/folders", body);
            assertEquals(400, answer.statusCode(), body);
            assertTrue(answer.body().contains("The body must be a JSON object such as"), answer.body());
        }
    }

    @Test
    void listsAreBounded() throws Exception {
        service.post("/api/jobs");
        service.post("/api/jobs");
        assertEquals(1, json(service.get("/api/jobs?limit=1")).getJsonArray("jobs").size());
        for (String limit : new String[] {"0", "1001", "all", "99999999999", ""}) {
            HttpResponse<String> answer = service.get("/api/jobs?limit=" + limit);
            assertEquals(400, answer.statusCode());
            assertEquals("limit", json(answer).getString("param"));
        }
    }

    @Test
    void aJobThatIsNotThereIsAProblem() throws Exception {
        for (String method : new String[] {"GET", "DELETE"}) {
            HttpResponse<String> answer = service.send(method, "/api/jobs/nope", null);
            assertEquals(404, answer.statusCode());
            assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
            assertEquals("job-not-found", json(answer).getString("code"));
        }
    }

    @Test
    void openAisModelsAreTheInstalledOnes() throws Exception {
        JsonObject model = new JsonObject().put("id", "micro.en").put("object", "model").put("created", 0).put("owned_by", "earshot");
        assertEquals(new JsonObject().put("object", "list").put("data", new JsonArray().add(model)), json(service.get("/v1/models")));
        assertEquals(model, json(service.get("/v1/models/micro.en")));
        assertEquals(model, json(service.get("/v1/models/whisper-1")), "a habitual name means the default");
        for (String name : new String[] {"nope", "models%2Fggml-base.bin"}) {
            HttpResponse<String> missing = service.get("/v1/models/" + name);
            assertEquals(404, missing.statusCode());
            assertEquals("model-not-found", json(missing).getJsonObject("error").getString("code"));
        }
    }

    @Test
    void theCatalogAndWhatIsResident() throws Exception {
        JsonObject catalog = json(service.get("/api/models"));
        assertEquals(2, catalog.getJsonArray("models").size());
        assertEquals("models", catalog.getString("folder"), "paths stay on the machine");
        JsonObject resident = json(service.get("/api/ps")).getJsonArray("models").getJsonObject(0);
        assertEquals("resident", resident.getString("state"));
        assertEquals("used; leaves in 5 minutes", resident.getString("reason"));
        assertEquals("2026-01-02T03:09:05Z", resident.getString("until"));
    }

    @Test
    void modelsAreLoadedAndUnloaded() throws Exception {
        assertEquals("resident", json(service.send("POST", "/api/models/micro.en/load", null)).getString("state"));
        assertEquals(new LoadModel("micro.en", null), FakeModules.taken(service.modules.modelRequests));
        service.send("POST", "/api/models/micro.en/load", "{\"keep_alive\": -1}");
        assertEquals(new LoadModel("micro.en", "-1"), FakeModules.taken(service.modules.modelRequests));
        service.send("POST", "/api/models/micro.en/load", "{\"keep_alive\": \"1h30m\"}");
        assertEquals(new LoadModel("micro.en", "1h30m"), FakeModules.taken(service.modules.modelRequests));
        assertEquals("{}", service.send("POST", "/api/models/micro.en/unload", null).body());
        assertEquals(new UnloadModel("micro.en"), FakeModules.taken(service.modules.modelRequests));
        assertEquals(404, service.send("POST", "/api/models/nope/load", null).statusCode());
        assertEquals(404, service.send("POST", "/api/models/..%2Fx.bin/unload", null).statusCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[1, 2]", "{\"keep_alive\": ", "keep_alive=5m", "{\"keep_alive\": {\"seconds\": 5}}"})
    void bodiesThatAreNoJsonObjectAreExplained(String body) throws Exception {
        HttpResponse<String> answer = service.send("POST", "/api/models/micro.en/load", body);
        assertEquals(400, answer.statusCode());
        assertTrue(json(answer).getString("detail").contains("{\"keep_alive\": \"10m\"}"), answer.body());
        assertTrue(service.modules.modelRequests.isEmpty());
    }

    @Test
    void aBodyTooLargeForItsRouteIsRefused() throws Exception {
        HttpResponse<String> answer = service.send("POST", "/api/models/micro.en/load", " ".repeat(100_000));
        assertEquals(413, answer.statusCode());
        assertEquals("too-large", json(answer).getString("code"));
    }

    @Test
    void whyTheJobsAreNotReadyIsSaid() throws Exception {
        service.modules.refuse(new Fault(Fault.Code.UNAVAILABLE, "There is no room left."));
        HttpResponse<String> answer = service.get("/ready");
        assertEquals(503, answer.statusCode());
        assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        assertEquals("Not ready; still missing: jobs. There is no room left.", json(answer).getString("detail"));
    }

    @Test
    void healthIsAliveAndReadyAsksTheRooms() throws Exception {
        assertEquals("{\"status\":\"ok\"}", service.get("/health").body());
        assertEquals("{\"status\":\"ready\"}", service.get("/ready").body());
        Service.done(service.modules.engine.unregister());
        HttpResponse<String> answer = service.get("/ready");
        assertEquals(503, answer.statusCode());
        assertEquals("2", answer.headers().firstValue("Retry-After").orElseThrow());
        assertEquals("Not ready; still missing: engine.", json(answer).getString("detail"));
        assertEquals(200, service.get("/health").statusCode());
    }

    @Test
    void versionAndContractsAreServed() throws Exception {
        assertEquals("1.2.3", json(service.get("/api/version")).getString("version"));
        assertTrue(service.get("/").body().contains("/openapi.yaml"));
        HttpResponse<String> contract = service.get("/openapi.yaml");
        assertEquals("application/yaml", contract.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(contract.body().startsWith("openapi: 3.1"), "the file itself");
        assertTrue(service.get("/asyncapi.yaml").body().startsWith("asyncapi: 3.0"), "the file itself");
    }

    @Test
    void unknownPathsAndMethodsAnswerInTheFormOfTheirPlace() throws Exception {
        HttpResponse<String> problem = service.get("/api/nothing");
        assertEquals(404, problem.statusCode());
        assertEquals("not-found", json(problem).getString("code"));
        assertEquals("not-found", json(service.get("/v1/nothing")).getJsonObject("error").getString("code"));

        HttpResponse<String> method = service.send("PUT", "/api/jobs/job1", "x");
        assertEquals(405, method.statusCode());
        assertEquals("DELETE, GET", method.headers().firstValue("Allow").orElseThrow());
        assertEquals("method-not-allowed", json(method).getString("code"));
        assertEquals("method-not-allowed", json(service.get("/v1/audio/transcriptions")).getJsonObject("error").getString("code"));
    }

    @Test
    void aRequestThatCannotBeReadIsAProblem() throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, "GET /api/jobs/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String answer = readUntil(socket, "}");
            assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.contains("bad-request"), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/jobs?limit=%zz", "/api/jobs?parent=%", "/api/jobs?parent=%e", "/api/decisions?limit=%", "/health?%", "/v1/models?x=%g1"})
    void aQueryThatCannotBeDecodedIsRefusedInWords(String target) throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String answer = readUntil(socket, "}");
            assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.contains("bad-request") && answer.contains("two hexadecimal digits"), answer);
            assertFalse(answer.contains("java"), answer);
        }
    }

    /** In paths of routes and in JSON; TranscriptionRoutesTest has the form. */
    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "/etc/shadow", "/proc/self/environ", "../../../etc/passwd", "jobs.db/../x", "./ggml-base.bin", "..\\x", "C:\\x",
        "/dev/null", "models/ggml-base.bin", "a/\0", "x\ny", "x\u2028y"})
    void overHttpNoModelIsNamedByItsPath(String path) throws Exception {
        String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8);
        List<HttpResponse<String>> answers = new ArrayList<>();
        answers.add(service.send("PUT", "/api/settings", new JsonObject().put("models.default", path).encode()));
        answers.add(service.get("/v1/models/" + encoded));
        answers.add(service.send("POST", "/api/models/" + encoded + "/load", null));
        answers.add(service.send("POST", "/api/models/" + encoded + "/unload", null));
        answers.add(service.send("POST", "/api/models/" + encoded + "/pull", null));
        answers.add(service.send("DELETE", "/api/models/" + encoded, null));
        answers.add(service.send("POST", "/api/folders", new JsonObject().put("path", "/x").put("model", path).encode()));
        for (HttpResponse<String> answer : answers) {
            assertEquals(404, answer.statusCode(), answer.uri() + " " + answer.body());
            assertTrue(answer.body().contains("model-not-found") && answer.body().contains("not by a path"), answer.body());
        }
        assertTrue(service.modules.modelRequests.isEmpty(), "nobody was asked");
    }

    @Test
    void oneModelIsToldByItsNameOrByOneThatMeansIt() throws Exception {
        assertEquals("absent", json(service.get("/api/models/base")).getString("state"));
        assertEquals("micro.en", json(service.get("/api/models/whisper-1")).getString("name"));
        assertEquals("base", json(service.get("/api/models/Systran%2Ffaster-whisper-base")).getString("name"));
        HttpResponse<String> missing = service.get("/api/models/nosuch");
        assertEquals(404, missing.statusCode());
        assertEquals("model-not-found", json(missing).getString("code"));
    }

    @Test
    void aModelThatIsNotHereIsDownloadedAndThenLoaded() throws Exception {
        service.modules.manual();
        HttpResponse<String> answer = service.send("POST", "/api/models/base/load", "{\"keep_alive\":\"30m\"}");
        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals("base", json(answer).getString("model"));
        String job = json(answer).getJsonObject("job").getString("id");
        FakeModules.taken(service.modules.awaits);
        assertTrue(service.modules.modelRequests.isEmpty(), "not before it is here");
        assertEquals(202, service.send("POST", "/api/models/base/load", "{\"keep_alive\":\"1h\"}").statusCode());
        service.modules.complete(job);
        assertEquals(new LoadModel("base", "1h"), FakeModules.taken(service.modules.modelRequests), "as it was asked for last, however often it was");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET    | /api/jobs?stat=failed                  | Unknown parameter 'stat'. Did you mean 'state'?",
        "GET    | /api/jobs?limit=1&offset=2             | Unknown parameter 'offset'.",
        "GET    | /api/jobs/job1?format=srt              | Unknown parameter 'format'. There are none here.",
        "DELETE | /api/jobs/job1?forgt=true              | Unknown parameter 'forgt'. Did you mean 'forget'? There is forget.",
        "GET    | /api/models?installed=true             | Unknown parameter 'installed'.",
        "GET    | /api/decisions?lmit=3                  | Did you mean 'limit'?",
        "GET    | /v1/models?limit=3                     | Unknown parameter 'limit'.",
        "GET    | /health?verbose                        | Unknown parameter 'verbose'.",
        "POST   | /api/models/micro.en/load?keep_alive=5m | Unknown parameter 'keep_alive'."})
    void unknownParametersAreRefusedWithTheNearestWord(String method, String path, String sentence) throws Exception {
        HttpResponse<String> answer = service.send(method, path, null);
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains(sentence), answer.body());
        assertTrue(service.modules.modelRequests.isEmpty() && service.modules.cancels.isEmpty());
    }

    @Test
    void whatIsNotThereIsMissingWhateverTheQueryAndThePageMayHaveAny() throws Exception {
        assertEquals(404, service.get("/api/nothing?x=1").statusCode());
        assertEquals(405, service.send("PUT", "/api/jobs/job1?x=1", "x").statusCode());
        assertEquals(200, service.get("/?utm_source=x").statusCode());
        assertEquals(200, service.get("/app/main.js?v=2").statusCode());
    }

    @Test
    void allThatIsWrongWithSettingsIsNamedAtOnce() throws Exception {
        HttpResponse<String> both = service.send("PUT", "/api/settings", "{\"models.default\":\"nosuch\",\"models.keep_alive\":\"bad\"}");
        assertEquals(400, both.statusCode());
        JsonArray problems = json(both).getJsonArray("problems");
        assertEquals(2, problems.size(), both.body());
        assertEquals("models.default", problems.getJsonObject(0).getString("key"));
        assertEquals(new JsonObject().put("key", "models.keep_alive").put("message", "must be a duration"), problems.getJsonObject(1));

        HttpResponse<String> model = service.send("PUT", "/api/settings", "{\"models.default\":\"nosuch\",\"models.strategy\":\"auto\"}");
        assertEquals(404, model.statusCode());
        assertEquals("models.default", json(model).getString("param"));
        assertEquals(1, json(model).getJsonArray("problems").size(), model.body());
        assertTrue(service.modules.modelRequests.isEmpty(), "nothing was changed");
    }

    @Test
    void jsonThatIsNoneOfOursIsRefusedInWords() throws Exception {
        for (String body : new String[] {"[]", "7", "\"x\"", "{\"a\":".repeat(900) + "1" + "}".repeat(900), "{", "{\"models.strategy\":", "\u0000"}) {
            HttpResponse<String> answer = service.send("PUT", "/api/settings", body);
            assertEquals(400, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("The body must be a JSON object such as"), answer.body());
            assertFalse(answer.body().contains("java") || answer.body().contains("dev.earshot") || answer.body().contains("JsonToken"), answer.body());
        }
        HttpResponse<String> unknown = service.send("POST", "/api/models/micro.en/load", "{\"keepalive\":\"5m\"}");
        assertEquals(400, unknown.statusCode());
        assertTrue(unknown.body().contains("Unknown field 'keepalive'. Did you mean 'keep_alive'?"), unknown.body());
    }

    @Test
    void modelsAreKnownByTheNamesOfOtherProjects() throws Exception {
        assertTrue(service.get("/v1/models/Systran%2Ffaster-whisper-tiny").body().contains("There is no model 'tiny'; there is micro.en."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET /health HTTP/1.1~Host: localhost~Host: evil.example~~                                  | 400",
        "GET /health HTTP/1.1~~                                                                      | 400",
        "GET http://evil.example/health HTTP/1.1~Host: localhost~~                                   | 400",
        "POST /api/folders HTTP/1.1~Host: localhost~Transfer-Encoding: xchunked~Content-Length: 2~~{} | 501",
        "POST /api/folders HTTP/1.1~Host: localhost~Transfer-Encoding: gzip, chunked~~                | 501",
        "POST /api/folders HTTP/1.1~Host: localhost~Content-Length: 2~Content-Length: 3~~{}           | 400",
        "POST /api/folders HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~zz~{}~0~~             | 400",
        "POST /api/folders HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~2~{}~-1~~             | 400",
        "POST /api/jobs HTTP/1.1~Host: localhost~Content-Type: multipart/form-data; boundary=x~Transfer-Encoding: chunked~~2~--~zz~~ | 400",
        "GET /api/nothing HTTP/1.1~Host: localhost~Transfer-Encoding: chunked~~zz~~                   | 404",
        "GET /api/jobs/. HTTP/1.1~Host: localhost~~                                                  | 404",
        "GET /v1/models/.. HTTP/1.1~Host: localhost~~                                                | 404",
        "DELETE /api/jobs/%2e HTTP/1.1~Host: localhost~~                                             | 404",
        "GET /api/./jobs HTTP/1.1~Host: localhost~~                                                  | 404",
        "GET /app/%2E./index.html HTTP/1.1~Host: localhost~~                                         | 404"})
    void whatAProxyMayReadOtherwiseIsRefusedAndItsConnectionClosed(String request, int status) throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, request.replace("~", "\r\n"));
            String answer = readUntil(socket, "}");
            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
            assertTrue(answer.contains("nosniff") && answer.contains("default-src 'none'"), answer);
            assertEquals("", readUntil(socket, "HTTP/1.1"), "nothing more is answered there");
        }
    }

    @Test
    void aMethodThatIsNotUnderstoodIsToldWhichAre() throws Exception {
        assertTrue(service.send("POST", "/api/jobs//retry", null).body().contains("understands DELETE, GET, not POST"));
    }

    @Test
    void everyAnswerCarriesItsSafetyHeaders() throws Exception {
        for (String path : new String[] {"/health", "/v1/models", "/api/nothing"}) {
            HttpResponse<String> answer = service.get(path);
            assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElseThrow());
            assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
            assertEquals("DENY", answer.headers().firstValue("X-Frame-Options").orElseThrow());
            assertEquals("no-referrer", answer.headers().firstValue("Referrer-Policy").orElseThrow());
            assertEquals("same-origin", answer.headers().firstValue("Cross-Origin-Resource-Policy").orElseThrow());
            assertEquals("default-src 'none'; frame-ancestors 'none'", answer.headers().firstValue("Content-Security-Policy").orElseThrow());
            assertTrue(answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
        }
    }

    @Test
    void aPageMayUseItsOwnServiceOnly() throws Exception {
        for (String path : new String[] {"/", "/lib/lit-html/lit-html.js"}) {
            HttpResponse<String> page = service.get(path);
            assertEquals("default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; script-src 'self';"
                    + " style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
                    page.headers().firstValue("Content-Security-Policy").orElseThrow());
            assertEquals("microphone=(self), camera=(), geolocation=()", page.headers().firstValue("Permissions-Policy").orElseThrow());
        }
    }

    @Test
    void pagesOfOtherSitesAreKeptOut() throws Exception {
        try (Socket socket = service.connect()) {
            write(socket, "GET /api/jobs HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            assertTrue(readUntil(socket, "}").startsWith("HTTP/1.1 403 "));
        }
        try (Socket socket = service.connect()) {
            write(socket, whole("/v1/audio/transcriptions").replace("\r\nHost:", "\r\nOrigin: https://evil.example\r\nHost:"));
            String answer = readUntil(socket, "}}");
            assertTrue(answer.startsWith("HTTP/1.1 403 ") && answer.contains("\"code\":\"forbidden\""), answer);
        }
        assertTrue(service.modules.submits.isEmpty());
    }
}
