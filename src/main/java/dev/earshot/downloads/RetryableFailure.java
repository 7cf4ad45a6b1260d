package dev.earshot.downloads;

import dev.earshot.downloads.ResponseRule.PartValidity;
import io.vertx.core.http.HttpClosedException;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** An attempt failed in a way that a retry may survive. */
final class RetryableFailure extends RuntimeException {

    private final Duration retryAfter;
    private final PartValidity partValidity;
    private final boolean tooSlow;

    /** @param retryAfter the delay that the server asks for, or null */
    RetryableFailure(String reason, Duration retryAfter, PartValidity partValidity) {
        this(reason, retryAfter, partValidity, false);
    }

    private RetryableFailure(String reason, Duration retryAfter, PartValidity partValidity, boolean tooSlow) {
        super(reason, null, false, false);
        this.retryAfter = retryAfter;
        this.partValidity = partValidity;
        this.tooSlow = tooSlow;
    }

    static RetryableFailure stalled(Duration time) {
        return new RetryableFailure("the server sent nothing for " + Math.max(1, time.toSeconds()) + " s", null, PartValidity.UNAFFECTED);
    }

    static RetryableFailure tooSlow(int bytes, Duration time) {
        return new RetryableFailure("the server sent less than " + (bytes >> 10) + " KB in " + Math.max(1, time.toSeconds()) + " s", null,
                PartValidity.UNAFFECTED, true);
    }

    /** Any network error, with a message for users. */
    static RetryableFailure of(Throwable error) {
        if (error instanceof RetryableFailure failure) {
            return failure;
        }
        String reason = error instanceof UnknownHostException ? "the host name cannot be resolved (is this machine online?)"
                : error instanceof ConnectException ? "the server cannot be reached (" + error.getMessage() + ")"
                : error instanceof SSLException ? "no secure connection could be made (" + error.getMessage() + ")"
                : error instanceof HttpClosedException ? "the connection was cut"
                : "the connection failed (" + (error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage()) + ")";
        return new RetryableFailure(reason, null, PartValidity.UNAFFECTED);
    }

    Duration retryAfter() {
        return retryAfter;
    }

    PartValidity partValidity() {
        return partValidity;
    }

    /** Whether the server was so slow that the bytes it sent must not count as progress: the download could go on like that forever. */
    boolean isTooSlow() {
        return tooSlow;
    }
}
