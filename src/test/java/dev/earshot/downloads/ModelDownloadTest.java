package dev.earshot.downloads;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.config.Config;
import dev.earshot.downloads.FileScript.Trick;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.DownloadAnswer;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.jobs.JobVerticle;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import static dev.earshot.downloads.DownloadFixture.await;
import static dev.earshot.downloads.DownloadFixture.content;
import static dev.earshot.downloads.DownloadFixture.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A model of several files, from servers that misbehave: one job fetches it whole. With the real jobs, models and downloads. */
class ModelDownloadTest {

    @TempDir
    Path data;

    private final Random random = new Random(11);
    private final byte[] encoder = content(random, 300_000);
    private final byte[] tokens = content(random, 20_000);
    private Vertx vertx;
    private Bus bus;
    private MisbehavingServer server;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
        server = new MisbehavingServer(vertx);
        await(server.listen());
        Config config = Config.defaults().with(Map.of("data", data));
        await(vertx.deployVerticle(DownloadFixture.verticle(bus, Map.of(), DownloadFixture.settings(), DownloadFixture.QUICK)));
        await(vertx.deployVerticle(new ModelVerticle(bus, config, Clock.systemUTC(), false)));
        await(vertx.deployVerticle(new JobVerticle(bus, config, Clock.systemUTC(), true), JobVerticle.deployment()));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private FileScript script(byte[] content, Trick... tricks) {
        return new FileScript(content, random, List.of(tricks), request -> { });
    }

    private void catalog(FileScript encoderScript, FileScript tokensScript) throws IOException {
        Files.writeString(data.resolve("models.json"), """
                {"models": [{"name": "parts", "engine": "onnx", "languages": "en", "files": [
                  {"name": "encoder.onnx", "url": "%s", "bytes": %d, "sha256": "%s"}, {"name": "tokens.txt", "url": "%s", "bytes": %d, "sha256": "%s"}]}]}
                """.formatted(server.at("/encoder", encoderScript), encoder.length, sha256(encoder),
                server.at("/tokens", tokensScript), tokens.length, sha256(tokens)));
    }

    private DownloadAnswer pull() {
        return await(bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload("parts")));
    }

    private Job ended(String id) {
        Job job;
        do {
            job = await(bus.request(JobMessages.AWAIT, new AwaitJob(id, 20)));
        } while (!job.state().ended());
        return job;
    }

    private boolean installed() {
        return await(bus.request(ModelMessages.LIST, Empty.INSTANCE)).models().stream().filter(model -> model.name().equals("parts")).findFirst()
                .orElseThrow().installed();
    }

    private Path file(String name) {
        return data.resolve("models/parts").resolve(name);
    }

    @Test
    void oneJobFetchesAllFilesThroughWhateverTheServerDoes() throws IOException {
        catalog(script(encoder, Trick.DROP, Trick.CUT, Trick.WRONG_BYTES, Trick.STATUS_500), script(tokens, Trick.STATUS_429, Trick.IGNORES_RANGE));
        List<Job> told = new CopyOnWriteArrayList<>();
        bus.subscribe(JobMessages.CHANGED, told::add);
        Job job = pull().job();
        assertEquals(320_000, job.transfer().total());
        assertEquals(job.id(), pull().job().id(), "while it is at it, nobody else is");

        Job ended = ended(job.id());
        assertEquals(JobState.COMPLETED, ended.state(), String.valueOf(ended.error()));
        assertEquals(320_000, ended.transfer().received());
        assertArrayEquals(encoder, Files.readAllBytes(file("encoder.onnx")));
        assertArrayEquals(tokens, Files.readAllBytes(file("tokens.txt")));
        assertTrue(installed());
        assertNull(pull().job(), "it is here already");
        assertTrue(told.stream().filter(each -> each.id().equals(job.id())).allMatch(each -> each.transfer().total() == 320_000));
    }

    @Test
    void aFileThatCannotBeHadFailsTheJobAndIsAllThatTheNextOneFetches() throws IOException {
        FileScript refusing = script(tokens, Trick.STATUS_404);
        catalog(script(encoder), refusing);
        Job failed = ended(pull().job().id());
        assertEquals("FAILED download-failed", failed.state() + " " + failed.error().code());
        assertTrue(Files.exists(file("encoder.onnx")));
        assertFalse(installed(), "half a model is none");

        int requests = server.requests("/encoder").size();
        Job again = await(bus.request(JobMessages.RETRY, new ById(failed.id())));
        assertEquals(20_000, again.transfer().total());
        assertEquals(JobState.COMPLETED, ended(again.id()).state());
        assertEquals(requests, server.requests("/encoder").size());
        assertTrue(installed());
    }

    @Test
    void aJobThatIsPausedGoesOnWithWhatIsNotHere() throws IOException {
        Promise<Void> asked = Promise.promise();
        catalog(script(encoder), new FileScript(tokens, random, List.of(Trick.STALL_IN_BODY), request -> asked.tryComplete()));
        Job job = pull().job();
        await(asked.future());
        assertEquals(JobState.PAUSED, await(bus.request(JobMessages.PAUSE, new ById(job.id()))).state());
        int requests = server.requests("/encoder").size();
        await(bus.request(JobMessages.RESUME, new ById(job.id())));
        assertEquals(JobState.COMPLETED, ended(job.id()).state());
        assertEquals(requests, server.requests("/encoder").size());
        assertArrayEquals(tokens, Files.readAllBytes(file("tokens.txt")));
    }
}
