package dev.earshot.whole;

import dev.earshot.bench.ProcessTree;
import dev.earshot.bench.ServeProcess;
import dev.earshot.bench.WordErrors;
import dev.earshot.boot.Service;
import dev.earshot.config.LayeredConfig;
import dev.earshot.http.NodeClient;
import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** One service for all of these: real uploads, real decoding, real engine processes, real words. */
class WholeServiceTest {

    @TempDir
    static Path data;

    private static Service service;
    private static Client client;

    @BeforeAll
    static void start() {
        service = ServiceFixture.serve(data);
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void theWordsOfTheSamplesAreThoseOfWhisperItself() throws IOException {
        Map<Path, String> direct = direct();

        for (Path sample : Samples.all()) {
            String heard = client.transcribe(sample);
            assertEquals(direct.get(sample), heard, sample.toString());
            assertEquals(0, WordErrors.count(Samples.words(sample), heard), sample.toString());
        }
    }

    @Test
    void manyRequestsAtOnceAllGetTheirOwnWords() {
        // Two below the uploads that the service receives of one address at a time.
        int requests = 190;
        List<Path> samples = Samples.all();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            answers.add(client.upload("/v1/audio/transcriptions", samples.get(i % samples.size()),
                    "model", "whisper-1", "response_format", "text"));
        }

        for (int i = 0; i < answers.size(); i++) {
            HttpResponse<String> answer = answers.get(i).join();
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(Samples.words(samples.get(i % samples.size())), answer.body().strip(), "request " + i);
        }
        try (Stream<Path> uploads = Files.list(data.resolve("uploads"))) {
            assertEquals(List.of(), uploads.toList(), "every upload is gone with its job");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLongJobIsPausedAndResumedOverHttp(@TempDir Path folder) throws Exception {
        Path recording = Samples.recording(folder.resolve("long.wav"), 120);
        String id = new JsonObject(client.upload("/api/jobs", recording, "model", "micro.en").join().body()).getString("id");
        assertEquals("paused", new JsonObject(client.post("/api/jobs/" + id + "/pause").body()).getString("state"));
        assertEquals("paused", new JsonObject(client.post("/api/jobs/" + id + "/pause").body()).getString("state"));

        assertTrue(new JsonObject(client.post("/api/jobs/" + id + "/resume").body()).getString("state").matches("queued|running"));

        assertEquals("completed", client.await(id).getString("state"));
        assertEquals(400, client.post("/api/jobs/" + id + "/resume").statusCode());
        assertEquals(404, client.post("/api/jobs/nope/pause").statusCode());
    }

    @Test
    void silenceIsAnEmptyTranscript(@TempDir Path folder) throws IOException {
        Path silence = Samples.wav(folder.resolve("silence.wav"), new byte[Samples.RATE * 2 * 20]);

        assertEquals("", client.transcribe(silence));
    }

    @Test
    void aJobOfTwoMinutesHasItsTimesInTheOriginalFile(@TempDir Path folder) throws IOException, InterruptedException {
        Path recording = Samples.recording(folder.resolve("long.wav"), 120);
        HttpResponse<String> accepted = client.upload("/api/jobs", recording, "model", "micro.en").join();
        assertEquals(202, accepted.statusCode(), accepted.body());

        JsonObject job = client.await(new JsonObject(accepted.body()).getString("id"));

        assertEquals("completed", job.getString("state"), job.encode());
        assertEquals(1.0, job.getDouble("progress"));
        double last = 0;
        for (Object each : job.getJsonArray("segments")) {
            JsonObject segment = (JsonObject) each;
            assertTrue(segment.getDouble("start") >= last - 0.02, segment.encode());
            assertTrue(segment.getDouble("end") >= segment.getDouble("start"), segment.encode());
            last = segment.getDouble("start");
        }
        assertTrue(last > 100 && last < job.getDouble("duration"), "the last words come at the end of the file, not at " + last);
    }

    @Test
    void openAisOwnClientTranscribesUnmodified() throws Exception {
        NodeClient.install();

        NodeClient.run("transcribe", client.base(), Samples.named("digits"), Samples.words(Samples.named("digits")));
        NodeClient.run("errors", client.base(), Samples.named("digits"), "");
    }

    /** What the tree of processes held before a model came is what it holds after it left. */
    @Test
    void unloadingGivesTheMemoryBack(@TempDir Path other) throws Exception {
        assumeTrue(ProcessTree.supported());
        try (ServeProcess process = new ServeProcess(other, Map.of("EARSHOT_MODELS_DEFAULT", "micro.en"))) {
            Client its = new Client(process.url());
            its.transcribe(Samples.named("digits"));
            its.post("/api/models/micro.en/unload");
            long before = process.tree().memory().rss();

            its.post("/api/models/micro.en/load");
            its.transcribe(Samples.named("digits"));
            long loaded = process.tree().memory().rss();
            its.post("/api/models/micro.en/unload");
            long after = process.tree().memory().rss();

            assertTrue(loaded > before + 20_000_000, before + " bytes before, loaded " + loaded);
            assertTrue(after < before + 10_000_000, before + " bytes before, after " + after);
        }
    }

    @Test
    void aModelThatCannotBeFetchedFailsTheRequestInWords(@TempDir Path other) {
        // Nothing listens on port 1.
        var config = ServiceFixture.config(other).with(Map.of("models.default", "base", "downloads.attempts", 1, "downloads.endpoint", "http://127.0.0.1:1"));
        try (Service bare = Service.serve(LayeredConfig.of(config))) {
            HttpResponse<String> answer = new Client(bare).upload("/v1/audio/transcriptions", Samples.named("digits"), "model", "whisper-1").join();

            assertEquals(502, answer.statusCode());
            String message = new JsonObject(answer.body()).getJsonObject("error").getString("message");
            assertTrue(message.startsWith("The model base cannot be downloaded now: ")
                    && message.endsWith("micro.en (knows 92 words only) is here and can be used instead.") && message.contains("ggml-base.bin"), message);
        }
    }

    private static Map<Path, String> direct() throws IOException {
        WhisperJNI.loadLibrary();
        WhisperJNI.setLibraryLogger(null);
        WhisperJNI whisper = new WhisperJNI();
        Map<Path, String> texts = new HashMap<>();
        try (WhisperContext context = whisper.init(Path.of("src/main/resources/models/ggml-micro.en.bin"))) {
            for (Path sample : Samples.all()) {
                WhisperFullParams params = new WhisperFullParams(WhisperSamplingStrategy.GREEDY);
                params.printProgress = false;
                params.printTimestamps = false;
                float[] samples = Samples.floats(sample);
                assertEquals(0, whisper.full(context, params, samples, samples.length));
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < whisper.fullNSegments(context); i++) {
                    text.append(whisper.fullGetSegmentText(context, i));
                }
                texts.put(sample, text.toString().strip());
            }
        }
        return texts;
    }
}
