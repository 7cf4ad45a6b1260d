package dev.earshot.http.answer;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;

/**
 * A failure as an HTTP answer: under {@code /v1} in OpenAI's form, elsewhere as problem+json (RFC 9457).
 *
 * @param status    400 to 599
 * @param code      stable, as in {@link Fault.Code#text()}
 * @param retryable whether the same request can succeed later
 * @param param     the field that is wrong, or null
 * @param problems  each thing that is wrong, or null where there is one
 */
public record ProblemResponse(int status, String code, String message, boolean retryable, String param, List<Fault.KeyProblem> problems) {

    /** Seconds; a queue moves on when a short job ends. */
    private static final int QUEUE_RETRY = 10;
    /** Seconds; a start or a restart takes about one. */
    private static final int UNAVAILABLE_RETRY = 2;

    static ProblemResponse of(Throwable error) {
        if (error instanceof BadField bad) {
            return of(bad.fault(), bad.field());
        }
        Fault fault = Fault.of(error);
        return of(fault, fault.problems().size() == 1 ? fault.problems().get(0).key() : switch (fault.code()) {
            case MODEL_NOT_FOUND, BAD_MODEL -> "model";
            case BAD_AUDIO, TOO_LARGE -> "file";
            default -> null;
        });
    }

    private static ProblemResponse of(Fault fault, String param) {
        Fault.Info info = fault.info();
        return new ProblemResponse(fault.code().status(), info.code(), info.message(), info.retryable(), param, info.problems());
    }

    public static ProblemResponse forbidden(String message) {
        return of(new Fault(Fault.Code.FORBIDDEN, message), null);
    }

    public static ProblemResponse unauthorized(String message) {
        return of(new Fault(Fault.Code.UNAUTHORIZED, message), null);
    }

    public static ProblemResponse unreadable(String message) {
        return of(Fault.badRequest(message), null);
    }

    public static ProblemResponse notFound(String message) {
        return of(new Fault(Fault.Code.NOT_FOUND, message), null);
    }

    public static ProblemResponse notImplemented(String message) {
        return new ProblemResponse(501, Fault.Code.BAD_REQUEST.text(), message, false, null, null);
    }

    /** @param status 414 or 431, which say what is too long */
    public static ProblemResponse tooLong(int status, String message) {
        return new ProblemResponse(status, Fault.Code.TOO_LARGE.text(), message, false, null, null);
    }

    /** The value of {@code Retry-After}, in seconds; 0 for none. */
    int retryAfter() {
        return switch (status) {
            case 429 -> QUEUE_RETRY;
            case 503 -> UNAVAILABLE_RETRY;
            default -> 0;
        };
    }

    JsonObject openAi() {
        return new JsonObject().put("error", new JsonObject()
                .put("message", message)
                .put("type", status == 429 ? "rate_limit_error" : status < 500 ? "invalid_request_error" : "server_error")
                .put("param", param)
                // OpenAI's clients know this one by OpenAI's own name for it.
                .put("code", status == 401 ? "invalid_api_key" : code));
    }

    public JsonObject problemJson() {
        JsonObject json = new JsonObject()
                .put("type", "about:blank")
                .put("title", title())
                .put("status", status)
                .put("detail", message)
                .put("code", code)
                .put("retryable", retryable);
        if (param != null) {
            json.put("param", param);
        }
        return problems == null ? json : json.put("problems", new JsonArray(problems.stream().map(Json::toObject).toList()));
    }

    private String title() {
        return status == Fault.Code.CANCELLED.status() ? "Cancelled" : HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
