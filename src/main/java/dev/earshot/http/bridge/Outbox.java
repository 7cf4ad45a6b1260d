package dev.earshot.http.bridge;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What waits to be sent to one client, in order, merged and bounded. Of what has a key only the newest waits. Beyond its
 * bound, everything without a key goes, and the client is told that it has missed something: then it asks again, as it
 * does when it begins.
 */
final class Outbox {

    /** Messages that wait at most. */
    static final int MESSAGES = 1000;
    /** Characters of them together, at most. */
    static final int CHARACTERS = 500_000;
    /** Tells the client that it has missed something. */
    static final String MISSED = "{\"type\":\"rec\",\"address\":\"earshot.http.missed\",\"body\":{}}";

    /** By their keys, those without one by numbers. */
    private final Map<Object, String> waiting = new LinkedHashMap<>();
    private long unkeyed;
    private int characters;
    private boolean missed;

    /** @param key of what is about the same thing, or null for what never replaces anything */
    void add(String key, String message) {
        Object place = key == null ? Long.valueOf(unkeyed++) : key;
        drop(waiting.remove(place));
        if (!fits(message)) {
            missed = true;
            waiting.entrySet().removeIf(entry -> {
                boolean event = entry.getKey() instanceof Long;
                if (event) {
                    drop(entry.getValue());
                }
                return event;
            });
        }
        if (!fits(message)) {
            clear();
        }
        if (fits(message)) {
            waiting.put(place, message);
            characters += message.length();
        }
    }

    boolean isEmpty() {
        return !missed && waiting.isEmpty();
    }

    /** Takes out what is to be sent next; null where nothing is. */
    String poll() {
        if (missed) {
            missed = false;
            return MISSED;
        }
        Iterator<String> messages = waiting.values().iterator();
        if (!messages.hasNext()) {
            return null;
        }
        String next = messages.next();
        messages.remove();
        drop(next);
        return next;
    }

    private boolean fits(String message) {
        return waiting.size() < MESSAGES && characters + message.length() <= CHARACTERS;
    }

    private void clear() {
        waiting.clear();
        characters = 0;
    }

    private void drop(String message) {
        characters -= message == null ? 0 : message.length();
    }
}
