package dev.earshot.http.answer;

import dev.earshot.bus.Fault;

/** A {@code bad-request} about one field of the request. */
public final class BadField extends RuntimeException {

    private final String field;

    public BadField(String field, String message) {
        super(message, null, false, false);
        this.field = field;
    }

    String field() {
        return field;
    }

    Fault fault() {
        return Fault.badRequest(getMessage());
    }
}
