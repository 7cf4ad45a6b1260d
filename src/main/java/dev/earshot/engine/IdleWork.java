package dev.earshot.engine;

import io.vertx.core.Future;

import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Background work while the engine is idle: one piece at a time, with a pause before each, cancelled as soon as a request arrives.
 * Belongs to one thread.
 */
final class IdleWork {

    /** Runs something later, unless what it returns is run before. */
    interface Later extends Function<Runnable, Runnable> {
    }

    private final Function<Cancellation, Future<Boolean>> piece;
    private final Later later;
    private final Executor here;
    private Runnable prevent = () -> { };
    private Cancellation running;
    private boolean idle;

    /**
     * @param piece does one piece of it; answers whether there may be more
     * @param here  runs something on the thread that this belongs to
     */
    IdleWork(Function<Cancellation, Future<Boolean>> piece, Later later, Executor here) {
        this.piece = piece;
        this.later = later;
        this.here = here;
    }

    /** The engine has no other work. */
    void onIdle() {
        idle = true;
        prevent.run();
        prevent = later.apply(this::begin);
    }

    /** A request arrives. */
    void onBusy() {
        idle = false;
        prevent.run();
        if (running != null) {
            running.cancel();
        }
    }

    private void begin() {
        if (!idle || running != null) {
            return;
        }
        running = new Cancellation();
        piece.apply(running).onComplete(more -> here.execute(() -> {
            running = null;
            if (idle && more.succeeded() && more.result()) {
                onIdle();
            }
        }));
    }
}
