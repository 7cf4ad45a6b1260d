package dev.earshot.http.request;

import dev.earshot.http.answer.BadField;
import io.vertx.core.http.HttpServerRequest;

/** Query parameters that are true or false. */
public final class BooleanParameter {

    private BooleanParameter() {
    }

    /** False where it is absent. */
    public static boolean of(HttpServerRequest request, String name) {
        String text = request.getParam(name);
        if (text == null || text.equals("false") || text.equals("0")) {
            return false;
        }
        if (text.equals("true") || text.equals("1")) {
            return true;
        }
        throw new BadField(name, name + " must be true or false, not '" + text + "'.");
    }
}
