package dev.earshot.whole;

import dev.earshot.boot.Service;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Somebody else's verticle on the same bus, who has read the address table and nothing else. */
class BusClientTest {

    /** Knows addresses and JSON; none of Earshot's classes. */
    private static final class Stranger extends VerticleBase {

        private final String file;
        private final CompletableFuture<JsonObject> ended = new CompletableFuture<>();
        private final List<JsonObject> windows = new CopyOnWriteArrayList<>();
        private final List<JsonObject> decisions = new CopyOnWriteArrayList<>();

        Stranger(String file) {
            this.file = file;
        }

        @Override
        public Future<?> start() {
            vertx.eventBus().<JsonObject>consumer("earshot.jobs.segment", message -> windows.add(message.body()));
            vertx.eventBus().<JsonObject>consumer("earshot.models.decision", message -> decisions.add(message.body()));
            vertx.eventBus().<JsonObject>consumer("earshot.jobs.changed", message -> {
                if (message.body().getString("state").equals("completed")) {
                    vertx.eventBus().<JsonObject>request("earshot.jobs.get", new JsonObject().put("id", message.body().getString("id")))
                            .onSuccess(reply -> ended.complete(reply.body())).onFailure(ended::completeExceptionally);
                }
            });
            return vertx.eventBus().request("earshot.jobs.submit", new JsonObject().put("path", file).put("model", "micro.en"));
        }
    }

    @Test
    void aStrangerTranscribesAFileThroughTheBusAlone(@TempDir Path data) {
        Path file = Samples.named("digits");
        try (Service service = ServiceFixture.serve(data)) {
            Stranger stranger = new Stranger(file.toAbsolutePath().toString());
            Service.await(service.vertx().deployVerticle(stranger));

            JsonObject job = stranger.ended.join();

            assertEquals(Samples.words(file), job.getString("text"));
            assertEquals("completed", job.getString("state"));
            assertEquals(1, stranger.windows.size());
            assertEquals(job.getString("id"), stranger.windows.get(0).getString("id"));
            assertTrue(stranger.decisions.stream()
                    .anyMatch(decision -> decision.getString("action").equals("load") && !decision.getString("reason").isBlank()));
        }
    }

    @Test
    void aRefusalIsAJsonFaultWithAStableCode(@TempDir Path data) {
        try (Service service = ServiceFixture.serve(data)) {
            CompletableFuture<JsonObject> fault = new CompletableFuture<>();
            service.vertx().eventBus().request("earshot.jobs.submit", new JsonObject().put("path", "/no/such/file.wav"))
                    .onFailure(error -> fault.complete(new JsonObject(error.getMessage())));

            assertEquals("file-not-found", fault.join().getString("code"));
            assertEquals(false, fault.join().getBoolean("retryable"));
        }
    }
}
