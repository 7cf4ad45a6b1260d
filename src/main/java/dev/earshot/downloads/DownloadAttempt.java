package dev.earshot.downloads;

import dev.earshot.bus.Fault;
import dev.earshot.downloads.ResponseRule.Again;
import dev.earshot.downloads.ResponseRule.Asked;
import dev.earshot.downloads.ResponseRule.Doubt;
import dev.earshot.downloads.ResponseRule.RefuseResponse;
import dev.earshot.downloads.ResponseRule.Take;
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
 * One attempt: a request, its redirects, and the body of the answer on its way to the disk. Whatever arrives before it ends,
 * well or not, is written. For one event loop.
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
    private boolean over;
    private long watch;
    private StallDetector silence;

    DownloadAttempt(Network network, PartFile part, TransferDisk disk, TransferMeter meter, DownloadMessages.Fetch fetch) {
        this.network = network;
        this.part = part;
        this.disk = disk;
        this.meter = meter;
        this.fetch = fetch;
    }

    /**
     * Done when all that the server promised is written; fails with a {@link RetryableFailure}, or with a {@link Fault} where another
     * attempt does not help.
     */
    Future<Void> run(URI address, Asked asked) {
        silence = new StallDetector(network.tuning(), millis());
        watch();
        hop(address, new Redirects(address), asked);
        return end.future();
    }

    /** Ends it, whatever it is doing; what has arrived is written before the future of {@link #run} fails. */
    void abort(Throwable why) {
        if (!over) {
            over(Future.failedFuture(why));
            if (request != null) {
                request.reset();
            }
        }
    }

    private void over(Future<Void> how) {
        over = true;
        network.vertx().cancelTimer(watch);
        Future<Void> written = body == null ? Future.succeededFuture() : body.finish();
        // A disk that fails is the more important news.
        written.transform(result -> result.failed() ? Future.<Void>failedFuture(result.cause()) : disk.drained().compose(drained -> how))
                .onComplete(end);
    }

    /** One timer, set to when it will have been too long if nothing more comes; while we hold it back ourselves, nothing can. */
    private void watch() {
        watch = network.vertx().setTimer(Math.max(1, silence.left(millis())), id -> {
            if (body != null && body.held()) {
                silence.held(millis());
            }
            if (silence.left(millis()) == 0) {
                abort(silence.setback(millis()));
            } else {
                watch();
            }
        });
    }

    /** Whatever is done to the clock meanwhile. */
    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }

    private void hop(URI uri, Redirects redirects, Asked asked) {
        RequestOptions options;
        try {
            options = network.get(uri);
        } catch (RuntimeException e) {
            abort(failed("the address " + uri + " cannot be used"));
            return;
        }
        if (!asked.plain()) {
            options.putHeader(HttpHeaderNames.RANGE, asked.span().range(asked.total()));
            if (asked.validator() != null) {
                options.putHeader(HttpHeaderNames.IF_RANGE, asked.validator());
            }
        }
        network.client().request(options).compose(made -> {
            request = made;
            // Failures come with the answer's future and the body; without handlers Vert.x logs them as errors as well.
            made.exceptionHandler(reported -> { });
            made.connection().exceptionHandler(reported -> { });
            if (over) {
                made.reset();
                return Future.failedFuture("over");
            }
            return made.send();
        }).onComplete(result -> {
            if (result.failed()) {
                abort(RetryableFailure.of(result.cause()));
            } else if (!over) {
                answered(uri, redirects, asked, result.result());
            }
        });
    }

    private void answered(URI uri, Redirects redirects, Asked asked, HttpClientResponse response) {
        silence.onBytes(0, millis());
        response.exceptionHandler(error -> {
            // Those of a hop that was left behind are nobody's.
            if (response.request() == request) {
                abort(RetryableFailure.of(error));
            }
        });
        String outOfDate = ResponseRule.outOfDate(response::getHeader, fetch.bytes(), fetch.sha256());
        if (outOfDate != null) {
            abort(failed(outOfDate));
        } else if (Redirects.isRedirect(response.statusCode())) {
            HttpClientRequest left = request;
            request = null;
            left.reset();
            try {
                hop(redirects.next(uri, response.getHeader(HttpHeaders.LOCATION)), redirects, asked);
            } catch (Fault refused) {
                abort(refused);
            }
        } else {
            judged(ResponseRule.judge(asked, response.statusCode(), response::getHeader, network.clock().instant()), response);
        }
    }

    private void judged(Verdict verdict, HttpClientResponse response) {
        if (verdict instanceof Again again) {
            abort(new RetryableFailure(again.why(), again.pause(), again.doubt()));
        } else if (verdict instanceof RefuseResponse refuse) {
            abort(failed(refuse.why()));
        } else if (verdict instanceof Take take) {
            String validator = ResponseRule.validator(response::getHeader);
            // The body is not kept waiting for this, it is written after it: what waits in a connection is lost when that is cut.
            disk.run(() -> {
                if (take.afresh()) {
                    part.clear();
                }
                if (part.validator() == null) {
                    part.validator(validator);
                }
                return null;
            }).onFailure(this::abort);
            take(take, response);
        }
    }

    private void take(Take take, HttpClientResponse response) {
        if (take.afresh()) {
            meter.at(0);
        }
        body = new BodyWriter(network, part, disk, response, take.span());
        body.failure().onFailure(this::abort);
        response.handler(bytes -> {
            if (over) {
                return;
            }
            silence.onBytes(bytes.length(), millis());
            if (!body.fits(bytes.length())) {
                abort(failed("the server sends more than the " + fetch.bytes() + " bytes that the catalogue says"));
                return;
            }
            meter.add(bytes.length());
            body.add(bytes);
        });
        response.endHandler(done -> {
            if (!over) {
                over(body.complete() ? Future.succeededFuture() : Future.failedFuture(new RetryableFailure("the connection was cut", null, Doubt.NONE)));
            }
        });
    }

    private static Fault failed(String why) {
        return new Fault(Fault.Code.DOWNLOAD_FAILED, why);
    }
}
