package dev.earshot.bus;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.eventbus.ReplyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A failed request: a stable code, a sentence for a person that says what to do, and whether the same request can
 * succeed later. It crosses the bus as a {@link ReplyException} whose code is the HTTP status and whose message is the
 * JSON {@code {"code","message","retryable"}}, so that a client in any language reads the same thing.
 */
public final class Fault extends RuntimeException {

    /** The stable codes and the HTTP status of each. */
    public enum Code {
        BAD_REQUEST(400, false),
        BAD_AUDIO(400, false),
        BAD_MODEL(422, false),
        /** An API key is demanded, and none or a wrong one came. */
        UNAUTHORIZED(401, false),
        FORBIDDEN(403, false),
        FILE_NOT_FOUND(404, false),
        MODEL_NOT_FOUND(404, false),
        JOB_NOT_FOUND(404, false),
        NOT_FOUND(404, false),
        METHOD_NOT_ALLOWED(405, false),
        /** Nothing of an upload arrived for too long. */
        UPLOAD_STALLED(408, true),
        TOO_LARGE(413, false),
        QUEUE_FULL(429, true),
        CANCELLED(499, false),
        INTERNAL(500, true),
        ENGINE_CRASHED(500, true),
        /** A file did not arrive whole and right; the message says why and what to do. */
        DOWNLOAD_FAILED(502, true),
        /** A model that this machine will never have the memory for. */
        MODEL_TOO_LARGE(422, false),
        /** A model does not fit beside what runs; the message has the numbers. */
        NOT_ENOUGH_MEMORY(503, true),
        /** The engine cannot run on this machine at all, or its model cannot be loaded now. */
        ENGINE_UNAVAILABLE(503, true),
        /** The service is stopping or has not finished starting. */
        UNAVAILABLE(503, true),
        ENGINE_TIMEOUT(504, true),
        TIMEOUT(504, true);

        private final int status;
        private final boolean retryable;

        Code(int status, boolean retryable) {
            this.status = status;
            this.retryable = retryable;
        }

        /** The HTTP status, 400 to 504. */
        public int status() {
            return status;
        }

        /** The code as it is written everywhere outside Java: {@code queue-full}. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        static Code of(String text) {
            for (Code code : values()) {
                if (code.text().equals(text)) {
                    return code;
                }
            }
            return INTERNAL;
        }
    }

    /**
     * One of several things that are wrong with a request.
     *
     * @param key     what is wrong
     * @param message goes on from the key: {@code must be from 1 to 64, not 0}
     */
    public record KeyProblem(@JsonProperty("key") String key, @JsonProperty("message") String message) {

        /** As a sentence without its full stop. */
        public String sentence() {
            return key + " " + message;
        }
    }

    /**
     * The fault as data: in a job's {@code error}, and in HTTP answers.
     *
     * @param problems all that is wrong, where that can be told apart; absent else
     */
    @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
    public record Info(@JsonProperty("code") String code, @JsonProperty("message") String message,
                       @JsonProperty("retryable") boolean retryable, @JsonProperty("problems") List<KeyProblem> problems) {

        public Info {
            problems = problems == null || problems.isEmpty() ? null : List.copyOf(problems);
        }

        public Info(String code, String message, boolean retryable) {
            this(code, message, retryable, null);
        }

        /** The same as an exception. */
        public Fault toFault() {
            return new Fault(Code.of(code), message, problems);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Fault.class);

    private final Code code;
    private final transient List<KeyProblem> problems;

    public Fault(Code code, String message) {
        this(code, message, (Throwable) null);
    }

    public Fault(Code code, String message, Throwable cause) {
        // No stack trace: a fault is an answer, and its sentence says what happened.
        super(message, cause, false, false);
        this.code = code;
        this.problems = List.of();
    }

    /** @param problems all that is wrong, for programs; the message says the same to people */
    public Fault(Code code, String message, List<KeyProblem> problems) {
        super(message, null, false, false);
        this.code = code;
        this.problems = problems == null ? List.of() : List.copyOf(problems);
    }

    public static Fault badRequest(String message) {
        return new Fault(Code.BAD_REQUEST, message);
    }

    public Code code() {
        return code;
    }

    /** All that is wrong with the request, where that can be told apart. */
    public List<KeyProblem> problems() {
        return problems;
    }

    public Info info() {
        return new Info(code.text(), getMessage(), code.retryable, problems);
    }

    /**
     * Any failure as a fault: a fault stays itself, a bus failure becomes the fault it carries, everything else is
     * {@code internal} and is logged.
     */
    public static Fault of(Throwable error) {
        if (error instanceof Fault fault) {
            return fault;
        }
        if (error instanceof ReplyException reply) {
            return switch (reply.failureType()) {
                case TIMEOUT -> new Fault(Code.TIMEOUT, "No answer came in time; try again.", error);
                case NO_HANDLERS -> new Fault(Code.UNAVAILABLE,
                        "That part of the service is not running (it is starting or stopping); try again.", error);
                default -> decode(reply);
            };
        }
        return internal(error);
    }

    /** A defect: its words are for the log, where its number finds it, and for nobody else. */
    private static Fault internal(Throwable error) {
        String number = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.error("Internal error {}", number, error);
        return new Fault(Code.INTERNAL, "Internal error " + number + "; the service's log says more under this number.", error);
    }

    private static Fault decode(ReplyException reply) {
        try {
            return Json.read(reply.getMessage(), Info.class).toFault();
        } catch (Fault | IllegalArgumentException | NullPointerException e) {
            return internal(reply);
        }
    }
}
