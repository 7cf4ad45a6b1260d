package dev.earshot.boot;

import dev.earshot.boot.LayeredDeployment.Module;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The order in which the service starts and stops. */
class LayeredDeploymentTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    /** Starts at once, and stops when a promise says so. */
    private Module module(String name, Future<Void> start, Future<Void> stop) {
        return new Module(new VerticleBase() {
            @Override
            public Future<?> start() {
                events.add("start " + name);
                return start;
            }

            @Override
            public Future<?> stop() {
                events.add("stop " + name);
                return stop.eventually(() -> {
                    events.add("stopped " + name);
                    return Future.succeededFuture();
                });
            }
        });
    }

    private Module module(String name) {
        return module(name, Future.succeededFuture(), Future.succeededFuture());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void itStopsInReverseOrderAndAwaitsEachLayer() {
        Promise<Void> jobs = Promise.promise();
        LayeredDeployment deployment = new LayeredDeployment(vertx, List.of(List.of(module("engine")), List.of(),
                List.of(module("jobs", Future.succeededFuture(), jobs.future())), List.of(module("http"))));
        await(deployment.start());
        assertEquals(List.of("start engine", "start jobs", "start http"), events);

        events.clear();
        Future<Void> stopped = deployment.stop();
        // A deployment is an answer that comes after those of what was asked for before it.
        await(vertx.deployVerticle(module("later").verticle()));
        assertFalse(stopped.isComplete() || events.contains("stop engine"), "jobs are still at work: " + events);
        jobs.complete();
        await(stopped);
        events.remove("start later");
        assertEquals(List.of("stop http", "stopped http", "stop jobs", "stopped jobs", "stop engine", "stopped engine"), events);
        assertEquals(1, vertx.deploymentIDs().size(), "later");
    }

    @Test
    void whereALayerFailsWhatWasStartedIsStopped() {
        LayeredDeployment deployment = new LayeredDeployment(vertx, List.of(List.of(module("engine")),
                List.of(module("jobs", Future.failedFuture("no disk"), Future.succeededFuture()), module("audio")), List.of(module("http"))));
        assertEquals("no disk", assertThrows(CompletionException.class, () -> await(deployment.start())).getCause().getMessage());
        assertFalse(events.contains("start http"));
        await(deployment.stop());
        assertEquals(List.of("stop audio", "stopped audio", "stop engine", "stopped engine"), events.stream().filter(each -> each.startsWith("stop")).toList());
        assertEquals(0, vertx.deploymentIDs().size());
    }

    @Test
    void aVerticleThatDoesNotStopCleanlyKeepsNobodyFromStopping() {
        LayeredDeployment deployment = new LayeredDeployment(vertx, List.of(List.of(module("engine")),
                List.of(module("jobs", Future.succeededFuture(), Future.failedFuture("no disk")))));
        await(deployment.start());
        await(deployment.stop());
        assertEquals("stopped engine", events.get(events.size() - 1));
    }
}
