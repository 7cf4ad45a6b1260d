package dev.earshot.downloads;

import dev.earshot.bus.Fault;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;

import java.io.IOException;
import java.util.concurrent.Callable;

/** The blocking work of one transfer: on worker threads, one thing after the other. For one event loop. */
final class TransferDisk {

    private final WorkerExecutor workers;
    private Future<?> last = Future.succeededFuture();

    TransferDisk(WorkerExecutor workers) {
        this.workers = workers;
    }

    /** Fails with a {@link Fault} and nothing else. */
    <T> Future<T> run(Callable<T> work) {
        Future<T> done = last.transform(before -> workers.executeBlocking(work, false)).recover(error -> Future.failedFuture(
                error instanceof IOException ? new Fault(Fault.Code.DOWNLOAD_FAILED, "the file cannot be written (" + error + ")", error)
                        : Fault.of(error)));
        last = done;
        return done;
    }

    /** Once all that was asked for so far is done, well or not. */
    Future<Void> drained() {
        return last.transform(done -> Future.succeededFuture());
    }
}
