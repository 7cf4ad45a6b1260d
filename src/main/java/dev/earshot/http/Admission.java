package dev.earshot.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import java.util.Optional;

/** Lets in who has a key, and to the bus who has a ticket. */
final class Admission {

    private final ApiKeys keys;
    private final Tickets tickets;

    Admission(ApiKeys keys, Tickets tickets) {
        this.keys = keys;
        this.tickets = tickets;
    }

    /** Why a request is refused, if it is. */
    Optional<Problem> refuse(HttpServerRequest request) {
        Optional<Problem> refusal = keys.refuse(request.path(), authorization(request));
        if (refusal.isEmpty() || !Bridge.PATH.equals(request.path())) {
            return refusal;
        }
        String ticket = ticket(request);
        if (ticket == null) {
            return refusal;
        }
        return tickets.take(ticket) ? Optional.empty()
                : Optional.of(Problem.unauthorized("This ticket was used, is too old, or never was one; POST /api/eventbus/ticket gives another."));
    }

    /** As the header has it that OpenAI's clients send, whichever of the two came. */
    private static String authorization(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String key = request.getHeader("X-API-Key");
        return authorization != null || key == null ? authorization : ApiKeys.SCHEME + key;
    }

    /** Whether a request that was not refused could have been: what everybody may ask for says nothing of who asks. */
    boolean identifies(HttpServerRequest request) {
        return keys.identifies(request.path());
    }

    private static String ticket(HttpServerRequest request) {
        try {
            return request.getParam("ticket");
        } catch (IllegalArgumentException e) {
            // The query cannot be decoded.
            return null;
        }
    }
}
