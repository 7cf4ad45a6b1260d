package dev.earshot.http.request;

import dev.earshot.http.answer.BadField;
import io.vertx.core.http.HttpServerRequest;

/** The query parameter {@code limit} of lists. */
public final class LimitParameter {

    private static final int MOST = 1000;

    private LimitParameter() {
    }

    /** 1 to {@value #MOST}; null where none is given. */
    public static Integer of(HttpServerRequest request) {
        String text = request.getParam("limit");
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw new BadField("limit", "limit must be a whole number from 1 to " + MOST + ", not '" + text + "'.");
        }
        return Integer.valueOf(text);
    }
}
