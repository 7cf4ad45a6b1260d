package dev.earshot.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/** A bus of its own for each test of a module, and a data directory; the modules end with it. */
public abstract class BusRig {

    @TempDir
    public Path data;

    protected Vertx vertx;
    protected Bus bus;

    @BeforeEach
    public void openBus() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
    }

    @AfterEach
    public void closeBus() {
        await(vertx.close());
    }

    /** Waits for an answer; throws the {@link Fault} that it is. */
    protected static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }
}
