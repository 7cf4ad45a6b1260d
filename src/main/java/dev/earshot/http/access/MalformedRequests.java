package dev.earshot.http.access;

import dev.earshot.http.answer.ProblemResponse;
import dev.earshot.http.answer.Responses;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers requests that are no HTTP, or too long to be read. What they ask for is not known, so the form is problem+json. */
public final class MalformedRequests {

    private MalformedRequests() {
    }

    public static void answer(HttpServerRequest request) {
        ProblemResponse problem = problem(request.decoderResult().cause());
        SecurityHeaders.put(request.response(), null);
        request.response().setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Responses.PROBLEM_JSON)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).end(problem.problemJson().encode())
                .onComplete(sent -> request.connection().close());
    }

    private static ProblemResponse problem(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return ProblemResponse.tooLong(414, "The request's first line, with its path and query, is longer than " + Limits.REQUEST_LINE + " bytes.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return ProblemResponse.tooLong(431, "The request's headers are longer than " + Limits.HEADERS + " bytes together.");
        }
        return ProblemResponse.unreadable("The request cannot be read as HTTP/1.1.");
    }
}
