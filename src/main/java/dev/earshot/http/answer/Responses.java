package dev.earshot.http.answer;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.log.Logging;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import java.util.function.Consumer;

/** The only writer of JSON answers and of failures. */
public final class Responses {

    public static final String JSON = "application/json";
    public static final String PROBLEM_JSON = "application/problem+json";

    /** How long to read on after a refusal: a client still sending would see a reset instead of the answer. */
    private static final long LINGER_MS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

    private Responses() {
    }

    /** Whether a client is there and has not been answered in full. */
    public static boolean awaited(HttpServerResponse response) {
        return !response.ended() && !response.closed();
    }

    /** Answers with the result as JSON, or with the failure. */
    public static void reply(RoutingContext ctx, Future<?> reply) {
        finish(ctx, reply, value -> json(ctx, 200, value));
    }

    /**
     * Answers with the result or the failure, also where writing the answer fails: nobody would see an exception in {@code onSuccess},
     * and the client would wait for ever.
     */
    public static <T> void finish(RoutingContext ctx, Future<T> reply, Consumer<T> answer) {
        reply.map(value -> {
            answer.accept(value);
            return null;
        }).onFailure(error -> fail(ctx, error));
    }

    public static void json(RoutingContext ctx, int status, Object value) {
        send(ctx, status, JSON, Json.write(value));
    }

    /** 204. */
    public static void nothing(RoutingContext ctx) {
        if (awaited(ctx.response())) {
            ctx.response().setStatusCode(204).end();
        }
    }

    public static void send(RoutingContext ctx, int status, String mediaType, String body) {
        HttpServerResponse response = ctx.response();
        if (awaited(response)) {
            response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, mediaType).end(body);
        }
    }

    public static void fail(RoutingContext ctx, Throwable error) {
        ProblemResponse problem = ProblemResponse.of(error);
        if (problem.code().equals(Fault.Code.INTERNAL.text())) {
            String path = ctx.request().path();
            LoggingEventBuilder line = LOG.atError();
            (path.startsWith("/api/jobs/") ? line.addKeyValue(Logging.JOB, ctx.pathParam("id")) : line)
                    .log("{} {} failed: {}", ctx.request().method(), path, problem.message());
        }
        fail(ctx, problem);
    }

    /**
     * Answers a failure. An event stream that has started can only end: a transcript's with the failure as its last event, as
     * OpenAI does, a job's without its ended job, so its client knows to ask again.
     */
    public static void fail(RoutingContext ctx, ProblemResponse problem) {
        HttpServerResponse response = ctx.response();
        if (!awaited(response)) {
            return;
        }
        boolean openAi = ctx.request().path().startsWith("/v1/");
        if (response.headWritten()) {
            response.end(openAi ? EventStream.data(problem.openAi().encode()) : "");
            return;
        }
        if (problem.retryAfter() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfter()));
        }
        if (problem.status() == Fault.Code.UNAUTHORIZED.status()) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (!ctx.request().isEnded()) {
            linger(ctx);
        }
        send(ctx, problem.status(), openAi ? JSON : PROBLEM_JSON, (openAi ? problem.openAi() : problem.problemJson()).encode());
    }

    /** Discards what the client still sends, and closes the connection when it is done or time is up. */
    private static void linger(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        long timer = ctx.vertx().setTimer(LINGER_MS, id -> request.connection().close());
        request.setExpectMultipart(false).uploadHandler(null).handler(null)
                .exceptionHandler(gone -> ctx.vertx().cancelTimer(timer))
                .endHandler(end -> {
                    ctx.vertx().cancelTimer(timer);
                    request.connection().close();
                })
                .resume();
    }
}
