package dev.earshot.engine.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Something that is done unless this is closed before a time. */
public final class Deadline implements AutoCloseable {

    private final CompletableFuture<Void> passed;

    private Deadline(CompletableFuture<Void> passed) {
        this.passed = passed;
    }

    /** @param late done, once, on a thread of the JDK's; it must not block */
    public static Deadline in(Duration time, Runnable late) {
        CompletableFuture<Void> passed = new CompletableFuture<Void>().completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS);
        passed.thenRun(late);
        return new Deadline(passed);
    }

    /** Whether the time came before the close. */
    public boolean passed() {
        return passed.isDone() && !passed.isCancelled();
    }

    @Override
    public void close() {
        passed.cancel(false);
    }
}
