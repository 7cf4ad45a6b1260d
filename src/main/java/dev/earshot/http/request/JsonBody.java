package dev.earshot.http.request;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.http.access.Limits;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Requests whose body is a JSON object. */
public final class JsonBody {

    private JsonBody() {
    }

    /** Goes before a route's own handler; fails with {@code too-large}. */
    public static BodyHandler receive() {
        return BodyHandler.create(false).setBodyLimit(Limits.JSON_BODY);
    }

    /**
     * The body as a record; null where there is none.
     *
     * @param example a correct body, for the message about a wrong one
     * @throws Fault {@code bad-request}
     */
    public static <T> T read(RoutingContext ctx, Class<T> type, String example) {
        String text = ctx.body().asString();
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Json.readExactly(text, type);
        } catch (Fault e) {
            throw Fault.badRequest("The body must be a JSON object such as " + example + ". " + e.getMessage());
        }
    }
}
