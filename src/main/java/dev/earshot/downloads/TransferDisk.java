package dev.earshot.downloads;

import dev.earshot.bus.Fault;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Runs the blocking work of one transfer on worker threads, one task after the other. For one event loop. */
final class TransferDisk {

    private final WorkerExecutor workers;
    private Future<?> last = Future.succeededFuture();

    TransferDisk(WorkerExecutor workers) {
        this.workers = workers;
    }

    /** Fails only with {@link Fault}s. */
    <T> Future<T> run(Callable<T> work) {
        Future<T> done = last.transform(before -> workers.executeBlocking(work, false)).recover(error -> Future.failedFuture(
                error instanceof IOException ? new Fault(Fault.Code.DOWNLOAD_FAILED, "the file cannot be written (" + error + ")", error)
                        : Fault.of(error)));
        last = done;
        return done;
    }

    /** Completes when all tasks submitted so far have ended, whether they failed or not. */
    Future<Void> whenIdle() {
        return last.transform(done -> Future.succeededFuture());
    }
}
