package dev.earshot.http.access;

import dev.earshot.http.answer.ProblemResponse;
import dev.earshot.http.request.QueryParameters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import java.util.Optional;

/** Admits requests with a key, and to the event bus also those with a ticket. */
public final class Admission {

    private final ApiKeys keys;
    private final Tickets tickets;

    public Admission(ApiKeys keys, Tickets tickets) {
        this.keys = keys;
        this.tickets = tickets;
    }

    /** Why a request is refused, if it is. */
    public Optional<ProblemResponse> refuse(HttpServerRequest request) {
        Optional<ProblemResponse> refusal = keys.refuse(request.path(), authorization(request));
        if (refusal.isEmpty() || !QueryParameters.EVENT_BUS.equals(request.path())) {
            return refusal;
        }
        String ticket = ticket(request);
        if (ticket == null) {
            return refusal;
        }
        return tickets.take(ticket) ? Optional.empty()
                : Optional.of(ProblemResponse.unauthorized("This ticket was used, is too old, or never was one; POST /api/eventbus/ticket gives another."));
    }

    /** As the header has it that OpenAI's clients send, whichever of the two came. */
    private static String authorization(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String key = request.getHeader("X-API-Key");
        return authorization != null || key == null ? authorization : ApiKeys.SCHEME + key;
    }

    /** Whether a request that was not refused could have been: what everybody may ask for says nothing of who asks. */
    public boolean identifies(HttpServerRequest request) {
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
