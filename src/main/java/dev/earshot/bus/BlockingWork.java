package dev.earshot.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.concurrent.Callable;

/**
 * Work of a verticle that blocks, such as reading files, on Vert.x' worker threads. Its stop waits for {@link #settled}: closing Vert.x interrupts
 * what is still at work, and the failure would come to a thread that is gone. Thread-safe.
 */
public final class BlockingWork {

    private final Vertx vertx;
    private final Outstanding outstanding = new Outstanding();

    public BlockingWork(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Beside whatever else is running. */
    public <T> Future<T> run(Callable<T> work) {
        return outstanding.add(vertx.executeBlocking(work, false));
    }

    /** After what the same verticle has started in this way before. */
    public <T> Future<T> runInOrder(Callable<T> work) {
        return outstanding.add(vertx.executeBlocking(work, true));
    }

    /** Succeeds when all that was started by now has ended, however it did. */
    public Future<Void> settled() {
        return outstanding.settled();
    }
}
