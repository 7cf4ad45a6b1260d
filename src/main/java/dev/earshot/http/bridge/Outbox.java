package dev.earshot.http.bridge;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The events that wait to be sent to one client, in order, merged and bounded. Of those with one key only the newest is kept. When
 * the bound is reached, all events without a key are dropped and the client is sent {@link #MISSED}: then it queries the state again,
 * as it does at its start.
 */
final class Outbox {

    /** Messages that wait at most. */
    static final int MESSAGES = 1000;
    /** Characters of them together, at most. */
    static final int CHARACTERS = 500_000;
    /** Sent where events were dropped. */
    static final String MISSED = "{\"type\":\"rec\",\"address\":\"earshot.http.missed\",\"body\":{}}";

    /** By key; those without one by number. */
    private final Map<Object, String> waiting = new LinkedHashMap<>();
    private long unkeyed;
    private int characters;
    private boolean missed;

    /** @param key of the thing that it is about, or null for one that replaces nothing */
    void add(String key, String message) {
        Object slot = key == null ? Long.valueOf(unkeyed++) : key;
        drop(waiting.remove(slot));
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
            waiting.put(slot, message);
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
