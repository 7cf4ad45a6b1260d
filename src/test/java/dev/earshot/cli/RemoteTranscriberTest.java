package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.cli.Transcriber.Options;
import dev.earshot.jobs.JobMessages.Job;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** With a service that is in trouble. */
@ExtendWith(VertxExtension.class)
class RemoteTranscriberTest {

    private final AtomicInteger jobs = new AtomicInteger();
    private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    private final BlockingQueue<HttpServerResponse> followers = new LinkedBlockingQueue<>();

    private Router service(Vertx vertx) {
        Router router = Router.router(vertx);
        router.post("/api/jobs").handler(ctx -> ctx.request().body().onSuccess(body ->
                ctx.response().setStatusCode(202).end("{\"id\":\"job" + jobs.incrementAndGet() + "\",\"state\":\"queued\"}")));
        router.get("/api/jobs/:id").handler(ctx -> {
            ctx.response().setChunked(true).write("data: {\"id\":\"" + ctx.pathParam("id") + "\",\"state\":\"running\"}\n\n");
            followers.add(ctx.response());
        });
        router.delete("/api/jobs/:id").handler(ctx -> {
            cancelled.add(ctx.pathParam("id"));
            ctx.response().setStatusCode(503).end("{\"code\":\"unavailable\",\"detail\":\"The disk is full.\"}");
        });
        return router;
    }

    @Test
    void aJobThatCannotBeCancelledDoesNotKeepTheOthersGoing(Vertx vertx, @TempDir Path folder) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(service(vertx)).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        Path file = Files.writeString(folder.resolve("a.wav"), "x");
        Options options = new Options(null, null, false, null, null, null, null, false, false);
        CountDownLatch running = new CountDownLatch(2);
        Transcriber.TranscriptionListener listener = new Transcriber.TranscriptionListener() {
            @Override
            public void onChanged(Job job) {
                running.countDown();
            }

            @Override
            public boolean wantsPartialText() {
                return false;
            }

            @Override
            public void onText(Job whole) {
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (RemoteTranscriber transcriber = new RemoteTranscriber(new RemoteService(URI.create("http://127.0.0.1:" + server.actualPort()), null))) {
            List<CompletableFuture<Job>> files = Stream.of(1, 2)
                    .map(each -> CompletableFuture.supplyAsync(() -> transcriber.transcribe(file, "a.wav", options, listener), threads)).toList();
            assertTrue(running.await(20, TimeUnit.SECONDS));
            transcriber.cancel();
            assertEquals(Set.of("job1", "job2"), Set.copyOf(cancelled));
            // Now it dies, and is not waited for.
            for (int i = 0; i < 2; i++) {
                followers.poll(20, TimeUnit.SECONDS).reset();
            }
            for (CompletableFuture<Job> each : files) {
                CompletionException end = assertThrows(CompletionException.class, () -> each.orTimeout(20, TimeUnit.SECONDS).join());
                assertEquals(Fault.Code.CANCELLED, Fault.of(end.getCause()).code());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
