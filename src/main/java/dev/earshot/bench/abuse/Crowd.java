package dev.earshot.bench.abuse;

import dev.earshot.bench.abuse.Recordings.Recording;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Many clients at once, who mix transcriptions with all that can be asked. A transcript has its undisturbed text, or the client is told to come later. */
final class Crowd implements Attack {

    private static final int CLIENTS = 32;
    private static final int REQUESTS = 20;
    private static final List<String> QUESTIONS = List.of("/health", "/ready", "/api/jobs", "/api/models", "/api/ps", "/api/settings", "/api/system/memory",
            "/api/decisions", "/v1/models", "/metrics", "/", "/openapi.yaml", "/api/jobs/nosuch");

    private final Recordings recordings;

    Crowd(Recordings recordings) {
        this.recordings = recordings;
    }

    @Override
    public String name() {
        return "crowds of " + CLIENTS + " clients, " + REQUESTS + " requests each";
    }

    @Override
    public int rounds() {
        return 10;
    }

    @Override
    public void round(Target target, Random random, Tally tally) {
        Recording recording = recordings.wav(4, 1);
        String text = recordings.text(target, recording);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<CompletableFuture<Void>> ends = IntStream.range(0, CLIENTS).mapToObj(i -> {
                Random own = new Random(random.nextLong());
                return CompletableFuture.runAsync(() -> client(target, own, tally, recording, text), clients);
            }).toList();
            ends.forEach(CompletableFuture::join);
        } finally {
            clients.shutdown();
        }
    }

    private static void client(Target target, Random random, Tally tally, Recording recording, String text) {
        for (int i = 0; i < REQUESTS; i++) {
            if (random.nextInt(8) > 0) {
                String question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
                target.get(question).count(tally, question);
                continue;
            }
            Answer answer = target.upload("/v1/audio/transcriptions", recording.name(), recording.bytes(), "model", Target.MODEL);
            answer.count(tally, "a transcription in a crowd");
            if (answer.ok() && !new JsonObject(answer.body()).getString("text").equals(text)) {
                tally.defect(Defect.TRUNCATED, answer.toString());
            }
        }
    }
}
