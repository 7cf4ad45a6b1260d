package dev.earshot.whole;

import dev.earshot.FolderEvents;
import dev.earshot.TestProcess;
import dev.earshot.bench.ServeProcess;
import dev.earshot.boot.Service;
import dev.earshot.bus.Empty;
import dev.earshot.engine.EngineMessages;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** kill -9 of the engine and of the whole service in the middle of a file: nothing is lost, no word changes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillTest {

    private static final int KILLS = 20;

    @Test
    void twentyKillsOfTheEngineChangeNoWord(@TempDir Path data, @TempDir Path folder) throws IOException {
        Path recording = Samples.recording(folder.resolve("long.wav"), 400);
        try (Service service = ServiceFixture.serve(data)) {
            String undisturbed = transcribe(service, recording).text();
            AtomicInteger kills = new AtomicInteger();
            service.bus().subscribe(JobMessages.SEGMENT, window -> {
                if (kills.get() < KILLS) {
                    service.bus().request(EngineMessages.STATUS, Empty.INSTANCE).onSuccess(status -> status.models().forEach(model -> {
                        if (new TestProcess(model.pid()).kill()) {
                            kills.incrementAndGet();
                        }
                    }));
                }
            });

            Job disturbed = transcribe(service, recording);

            assertEquals(undisturbed, disturbed.text());
            assertEquals(KILLS, kills.get());
        }
    }

    @Test
    void aKilledServiceFinishesTheJobAtItsNextStart(@TempDir Path data, @TempDir Path folder) throws Exception {
        Path recording = Samples.recording(folder.resolve("long.wav"), 90);
        String id;
        String undisturbed;
        try (ServeProcess service = new ServeProcess(data, Map.of())) {
            Client client = new Client(service.url());
            undisturbed = client.await(submit(client, recording)).getString("text");
            id = submit(client, recording);
            awaitFirstWindow(client, id);
            service.kill();
        }
        try (ServeProcess again = new ServeProcess(data, Map.of())) {
            JsonObject job = new Client(again.url()).await(id);

            assertEquals("completed", job.getString("state"), job.encode());
            assertEquals(undisturbed, job.getString("text"));
        }
    }

    /** Stopped processes do not notice that nobody reads from them any more. */
    @Test
    void aDecoderThatStoodStillWhenTheServiceWasKilledIsEndedByTheNextStart(@TempDir Path data, @TempDir Path folder) throws Exception {
        Path decoder = Files.writeString(folder.resolve("decoder"), "#!/bin/sh\necho $$ > '" + folder + "/new'\nmv '" + folder + "/new' '"
                + folder + "/pid'\nhead -c 3200 /dev/zero\nexec sleep 600\n");
        assertTrue(decoder.toFile().setExecutable(true));
        Map<String, String> settings = Map.of("EARSHOT_AUDIO_FFMPEG", decoder.toString());
        TestProcess stopped;
        try (ServeProcess service = new ServeProcess(data, settings)) {
            submit(new Client(service.url()), Files.writeString(folder.resolve("talk.mp3"), "x"));
            FolderEvents.await(folder, () -> Files.exists(folder.resolve("pid")));
            stopped = new TestProcess(Long.parseLong(Files.readString(folder.resolve("pid")).strip()));
            stopped.freeze();
            service.kill();
        }
        assertTrue(stopped.alive());
        try (ServeProcess again = new ServeProcess(data, settings)) {
            stopped.awaitEnd();
            assertFalse(stopped.alive(), again.url());
        }
    }

    private static String submit(Client client, Path recording) {
        var answer = client.upload("/api/jobs", recording, "model", "micro.en").join();
        assertEquals(202, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("id");
    }

    /** Reads the job's events until some of it is done. */
    private static void awaitFirstWindow(Client client, String id) throws Exception {
        assertTrue(client.events(id).anyMatch(job -> job.getString("state").equals("running")
                && job.getDouble("position", 0.0) > 0), "the job ended before it was seen running");
    }

    private static Job transcribe(Service service, Path file) {
        Job job = Service.await(service.bus().request(JobMessages.SUBMIT,
                new SubmitTranscription(file.toString(), null, false, null, "micro.en", null, false, null, null, null)));
        while (!job.state().ended()) {
            job = Service.await(service.bus().request(JobMessages.AWAIT, new AwaitJob(job.id(), 20)));
        }
        assertEquals(JobMessages.JobState.COMPLETED, job.state(), String.valueOf(job.error()));
        return job;
    }
}
