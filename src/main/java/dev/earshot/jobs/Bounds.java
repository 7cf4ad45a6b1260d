package dev.earshot.jobs;

import dev.earshot.bus.Fault;

/** Numbers of requests that have bounds. Pure. */
final class Bounds {

    private Bounds() {
    }

    /** @throws Fault {@code bad-request} where it is out of bounds */
    static int within(String field, Integer value, int standard, int least, int most) {
        if (value == null) {
            return standard;
        }
        if (value < least || value > most) {
            throw Fault.badRequest("'" + field + "' must be from " + least + " to " + most + ", not " + value + ".");
        }
        return value;
    }
}
