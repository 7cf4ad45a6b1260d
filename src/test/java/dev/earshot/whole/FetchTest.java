package dev.earshot.whole;

import dev.earshot.bench.ServeProcess;
import dev.earshot.boot.Service;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Models that fetch themselves, from a server that a user's catalog names; the whole service and real kills. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FetchTest {

    private static final int KILLS = 20;

    @TempDir
    Path data;

    private byte[] model;
    private ModelServer server;

    @BeforeEach
    void start() throws Exception {
        model = Files.readAllBytes(Path.of("src/main/resources/models/ggml-micro.en.bin"));
        server = new ModelServer(model);
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
        Files.writeString(data.resolve("models.json"), "{\"models\":[{\"name\":\"far.en\",\"file\":\"far.bin\",\"bytes\":" + model.length
                + ",\"sha256\":\"" + digest + "\",\"url\":\"" + server.url() + "\",\"languages\":\"en\",\"memory_mb\":150}]}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fiftyRequestsForAMissingModelCauseOneDownloadAndAllGetTheirWords() throws Exception {
        try (Service service = ServiceFixture.serve(data)) {
            Client client = new Client(service);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(client.upload("/v1/audio/transcriptions", Samples.named("digits"), "model", "far.en", "response_format", "text"));
            }

            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertEquals(Samples.words(Samples.named("digits")), answer.join().body().strip());
            }
        }
        assertEquals(1, server.requests.get());
        assertArrayEquals(model, Files.readAllBytes(data.resolve("models/far.bin")));
    }

    @Test
    void pullTellsItsProgressLineByLineAndRemovingTakesTheFileAway() throws Exception {
        try (Service service = ServiceFixture.serve(data)) {
            Client client = new Client(service);
            List<JsonObject> lines = client.pull("far.en");
            assertEquals(new JsonObject().put("status", "success"), lines.get(lines.size() - 1));
            assertEquals("pulling far.en", lines.get(0).getString("status"));
            assertEquals(model.length, lines.get(0).getLong("total"));
            assertTrue(lines.get(0).getString("digest").matches("sha256:[0-9a-f]{64}"));
            assertEquals(List.of(new JsonObject().put("status", "success")), client.pull("far.en"), "it is here already");

            assertEquals(200, client.delete("/api/models/far.en").statusCode());
            assertTrue(Files.notExists(data.resolve("models/far.bin")));
            assertEquals(400, client.delete("/api/models/micro.en").statusCode());
        }
    }

    /** kill -9 whenever some more of the file has gone out, at seeded places; the last start finishes download and transcription. */
    @Test
    void twentyKillsOfTheServiceEndInARightModelAndARightTranscript() throws Exception {
        Random random = new Random(7);
        String job = null;
        for (int i = 0; i < KILLS; i++) {
            long until = server.sent.get() + random.nextInt(model.length / KILLS);
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch killed = new CountDownLatch(1);
            server.listen(sent -> {
                if (sent >= until) {
                    reached.countDown();
                    await(killed);
                }
            });
            ServeProcess service = new ServeProcess(data, Map.of());
            if (job == null) {
                job = submit(new Client(service.url()));
            }
            reached.await();
            service.kill();
            killed.countDown();
        }
        server.listen(sent -> { });
        try (ServeProcess service = new ServeProcess(data, Map.of())) {
            JsonObject ended = new Client(service.url()).await(job);

            assertEquals("completed", ended.getString("state"), ended.encode());
            assertEquals(Samples.words(Samples.named("digits")), ended.getString("text"));
        }
        assertArrayEquals(model, Files.readAllBytes(data.resolve("models/far.bin")));
        assertTrue(server.requests.get() > 1, "the kills came while it was being fetched");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String submit(Client client) {
        HttpResponse<String> answer = client.upload("/api/jobs", Samples.named("digits"), "model", "far.en").join();
        assertEquals(202, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("id");
    }

    /** kill -9 at seeded moments of a folder job: every file has its transcript in the end, and none twice. */
    @Test
    void twentyKillsOfAFolderJobEndInEveryTranscript(@TempDir Path folder) throws Exception {
        Random random = new Random(11);
        List<Path> samples = Samples.all();
        for (int i = 0; i < 60; i++) {
            Files.copy(samples.get(i % samples.size()), folder.resolve(String.format("%02d.wav", i)));
        }
        Map<String, String> settings = Map.of("EARSHOT_JOBS_ROOTS", folder.toString(), "EARSHOT_MODELS_DEFAULT", "micro.en");
        String job = null;
        for (int i = 0; i < KILLS; i++) {
            ServeProcess service = new ServeProcess(data, settings);
            Client client = new Client(service.url());
            if (job == null) {
                job = client.postJson("/api/folders", new JsonObject().put("path", folder.toString())).getString("id");
            }
            int done = 1 + random.nextInt(2);
            int before = transcripts(folder);
            // At least one file further than before, or at the end, whichever comes first.
            try (var events = client.events(job)) {
                assertTrue(events.anyMatch(event -> !event.getString("state").matches("queued|running") || transcripts(folder) >= before + done),
                        "the events ended before the job did");
            }
            service.kill();
        }
        try (ServeProcess service = new ServeProcess(data, settings)) {
            Client client = new Client(service.url());
            JsonObject ended = client.await(job);

            assertEquals("completed", ended.getString("state"), ended.encode());
            assertEquals(60, ended.getJsonObject("folder").getInteger("done"), ended.encode());
        }
        for (int i = 0; i < 60; i++) {
            assertEquals(Samples.words(samples.get(i % samples.size())), Files.readString(folder.resolve(String.format("%02d.txt", i))).strip());
        }
    }

    private static int transcripts(Path folder) {
        String[] names = folder.toFile().list((dir, name) -> name.endsWith(".txt"));
        return names.length;
    }
}
