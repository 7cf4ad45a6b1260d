package dev.earshot.engine;

import io.vertx.core.Future;

import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What can wait until the engine has had nothing to do for a while: one piece at a time, with a pause before each, ended as soon as anything else comes.
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

    /** The engine has run out of other work. */
    void onIdle() {
        idle = true;
        prevent.run();
        prevent = later.apply(this::begin);
    }

    /** Something else comes. */
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
