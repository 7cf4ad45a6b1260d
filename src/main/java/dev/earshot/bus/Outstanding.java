package dev.earshot.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a verticle has begun and not seen the end of. Its stop waits for that: what comes to the thread of a verticle that is gone is
 * rejected, with a stack trace. Thread-safe.
 */
public final class Outstanding {

    private final Set<Future<?>> begun = ConcurrentHashMap.newKeySet();

    /** Remembers it until it has ended. */
    public <T> Future<T> add(Future<T> work) {
        begun.add(work);
        return work.onComplete(ended -> begun.remove(work));
    }

    /** Succeeds when all that was added by now has ended, however that did. */
    public Future<Void> settled() {
        return Future.join(List.copyOf(begun)).transform(ended -> Future.succeededFuture());
    }

    /** Succeeds when all that waits for the thread of a verticle by now has had its turn; the last thing that its stop does. */
    public static Future<Void> lastTurn(Context context) {
        Promise<Void> turn = Promise.promise();
        context.runOnContext(turn::complete);
        return turn.future();
    }
}
