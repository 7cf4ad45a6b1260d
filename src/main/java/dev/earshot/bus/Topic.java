package dev.earshot.bus;

import java.util.regex.Pattern;

/**
 * A publish/subscribe address and the type of what is published on it. Delivery is best effort: an event is a hint to
 * look, never the only record of what happened.
 *
 * @param <E> the event
 */
public record Topic<E>(String name, Class<E> type) {

    private static final Pattern NAME = Pattern.compile("earshot(\\.([a-z]+(-[a-z]+)*|<node>))+");

    public Topic {
        check(name);
    }

    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not an Earshot address: " + name);
        }
    }
}
