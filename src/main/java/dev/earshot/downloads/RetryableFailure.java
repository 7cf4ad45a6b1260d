package dev.earshot.downloads;

import dev.earshot.downloads.ResponseRule.Doubt;
import io.vertx.core.http.HttpClosedException;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** An attempt that came to nothing where another may succeed. */
final class RetryableFailure extends RuntimeException {

    private final Duration wait;
    private final Doubt doubt;
    private final boolean crawling;

    /** @param wait what the server asks for, or null */
    RetryableFailure(String why, Duration wait, Doubt doubt) {
        this(why, wait, doubt, false);
    }

    private RetryableFailure(String why, Duration wait, Doubt doubt, boolean crawling) {
        super(why, null, false, false);
        this.wait = wait;
        this.doubt = doubt;
        this.crawling = crawling;
    }

    static RetryableFailure silent(Duration time) {
        return new RetryableFailure("the server sent nothing for " + Math.max(1, time.toSeconds()) + " s", null, Doubt.NONE);
    }

    static RetryableFailure crawling(int bytes, Duration time) {
        return new RetryableFailure("the server sent less than " + (bytes >> 10) + " KB in " + Math.max(1, time.toSeconds()) + " s", null, Doubt.NONE, true);
    }

    /** Whatever a network does, in words. */
    static RetryableFailure of(Throwable error) {
        if (error instanceof RetryableFailure setback) {
            return setback;
        }
        String why = error instanceof UnknownHostException ? "the host's name is not known (is this machine online?)"
                : error instanceof ConnectException ? "the server cannot be reached (" + error.getMessage() + ")"
                : error instanceof SSLException ? "there is no safe connection (" + error.getMessage() + ")"
                : error instanceof HttpClosedException ? "the connection was cut"
                : "the connection failed (" + (error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage()) + ")";
        return new RetryableFailure(why, null, Doubt.NONE);
    }

    Duration pause() {
        return wait;
    }

    Doubt doubt() {
        return doubt;
    }

    /** Whether what it has brought is no progress, for it could go on so for ever. */
    boolean isCrawling() {
        return crawling;
    }
}
