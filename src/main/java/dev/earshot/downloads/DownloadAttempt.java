package dev.earshot.downloads;

import dev.earshot.bus.Fault;
import dev.earshot.downloads.ResponseRule.AcceptBody;
import dev.earshot.downloads.ResponseRule.PartValidity;
import dev.earshot.downloads.ResponseRule.RangeRequest;
import dev.earshot.downloads.ResponseRule.RejectResponse;
import dev.earshot.downloads.ResponseRule.RetryAttempt;
import dev.earshot.downloads.ResponseRule.Verdict;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;

import java.net.URI;

/**
 * One attempt: a request, its redirects, and the response body on its way to the disk. Everything received is written, even if
 * the attempt fails. For one event loop.
 */
final class DownloadAttempt {

    private final Network network;
    private final PartFile part;
    private final TransferDisk disk;
    private final TransferMeter meter;
    private final DownloadMessages.Fetch fetch;
    private final Promise<Void> end = Promise.promise();

    private HttpClientRequest request;
    private BodyWriter body;
    private boolean finished;
    private long watchdogTimer;
    private StallDetector stalls;

    DownloadAttempt(Network network, PartFile part, TransferDisk disk, TransferMeter meter, DownloadMessages.Fetch fetch) {
        this.network = network;
        this.part = part;
        this.disk = disk;
        this.meter = meter;
        this.fetch = fetch;
    }

    /**
     * Completes when the whole response body is written; fails with a {@link RetryableFailure}, or with a {@link Fault} if retrying cannot help.
     */
    Future<Void> run(URI address, RangeRequest requested) {
        stalls = new StallDetector(network.limits(), monotonicMs());
        startWatchdog();
        sendRequest(address, new Redirects(address), requested);
        return end.future();
    }

    /** Ends the attempt in any phase; received bytes are written before the future of {@link #run} fails. */
    void abort(Throwable reason) {
        if (!finished) {
            finish(Future.failedFuture(reason));
            if (request != null) {
                request.reset();
            }
        }
    }

    private void finish(Future<Void> outcome) {
        finished = true;
        network.vertx().cancelTimer(watchdogTimer);
        Future<Void> written = body == null ? Future.succeededFuture() : body.finish();
        // A disk failure matters more than whatever ended the attempt.
        written.transform(result -> result.failed() ? Future.<Void>failedFuture(result.cause()) : disk.whenIdle().compose(idle -> outcome))
                .onComplete(end);
    }

    /** One timer, set to the earliest moment of a stall. Time during which we paused the server does not count. */
    private void startWatchdog() {
        watchdogTimer = network.vertx().setTimer(Math.max(1, stalls.remainingMs(monotonicMs())), id -> {
            if (body != null && body.isPaused()) {
                stalls.onPauseEnded(monotonicMs());
            }
            if (stalls.remainingMs(monotonicMs()) == 0) {
                abort(stalls.failure(monotonicMs()));
            } else {
                startWatchdog();
            }
        });
    }

    /** Unaffected by changes to the system clock. */
    private static long monotonicMs() {
        return System.nanoTime() / 1_000_000;
    }

    private void sendRequest(URI uri, Redirects redirects, RangeRequest requested) {
        RequestOptions options;
        try {
            options = network.get(uri);
        } catch (RuntimeException e) {
            abort(failed("the address " + uri + " cannot be used"));
            return;
        }
        if (!requested.wholeFile()) {
            options.putHeader(HttpHeaderNames.RANGE, requested.range().headerValue(requested.total()));
            if (requested.validator() != null) {
                options.putHeader(HttpHeaderNames.IF_RANGE, requested.validator());
            }
        }
        network.client().request(options).compose(made -> {
            request = made;
            // Failures also reach the response future and the body; without these handlers Vert.x would log them as errors, too.
            made.exceptionHandler(reported -> { });
            made.connection().exceptionHandler(reported -> { });
            if (finished) {
                made.reset();
                return Future.failedFuture("finished");
            }
            return made.send();
        }).onComplete(result -> {
            if (result.failed()) {
                abort(RetryableFailure.of(result.cause()));
            } else if (!finished) {
                onResponse(uri, redirects, requested, result.result());
            }
        });
    }

    private void onResponse(URI uri, Redirects redirects, RangeRequest requested, HttpClientResponse response) {
        stalls.onBytes(0, monotonicMs());
        response.exceptionHandler(error -> {
            // A response that redirected us is no longer of interest.
            if (response.request() == request) {
                abort(RetryableFailure.of(error));
            }
        });
        String outOfDate = ResponseRule.catalogMismatch(response::getHeader, fetch.bytes(), fetch.sha256());
        if (outOfDate != null) {
            abort(failed(outOfDate));
        } else if (Redirects.isRedirect(response.statusCode())) {
            HttpClientRequest redirecting = request;
            request = null;
            redirecting.reset();
            try {
                sendRequest(redirects.next(uri, response.getHeader(HttpHeaders.LOCATION)), redirects, requested);
            } catch (Fault refused) {
                abort(refused);
            }
        } else {
            onVerdict(ResponseRule.evaluate(requested, response.statusCode(), response::getHeader, network.clock().instant()), response);
        }
    }

    private void onVerdict(Verdict verdict, HttpClientResponse response) {
        if (verdict instanceof RetryAttempt again) {
            abort(new RetryableFailure(again.reason(), again.retryAfter(), again.partValidity()));
        } else if (verdict instanceof RejectResponse refuse) {
            abort(failed(refuse.reason()));
        } else if (verdict instanceof AcceptBody take) {
            String validator = ResponseRule.validator(response::getHeader);
            // The body is received meanwhile, and written afterwards: bytes left in the connection would be lost if it were cut.
            disk.run(() -> {
                if (take.fromStart()) {
                    part.clear();
                }
                if (part.validator() == null) {
                    part.validator(validator);
                }
                return null;
            }).onFailure(this::abort);
            receiveBody(take, response);
        }
    }

    private void receiveBody(AcceptBody take, HttpClientResponse response) {
        if (take.fromStart()) {
            meter.update(0);
        }
        body = new BodyWriter(network, part, disk, response, take.range());
        body.failure().onFailure(this::abort);
        response.handler(bytes -> {
            if (finished) {
                return;
            }
            stalls.onBytes(bytes.length(), monotonicMs());
            if (!body.fits(bytes.length())) {
                abort(failed("the server sends more than the " + fetch.bytes() + " bytes stated in the catalogue"));
                return;
            }
            meter.add(bytes.length());
            body.add(bytes);
        });
        response.endHandler(done -> {
            if (!finished) {
                finish(body.complete() ? Future.succeededFuture()
                        : Future.failedFuture(new RetryableFailure("the connection was cut", null, PartValidity.UNAFFECTED)));
            }
        });
    }

    private static Fault failed(String reason) {
        return new Fault(Fault.Code.DOWNLOAD_FAILED, reason);
    }
}
