package dev.earshot.models;

import java.util.List;
import java.util.Optional;

/**
 * A model that a request needs.
 *
 * @param need         what it takes, or null where that is unknown
 * @param alternatives others that can be had, the largest first, for whom it does not fit
 */
record LoadRequest(String name, MemoryEstimate need, List<SmallerModel> alternatives) {

    record SmallerModel(String name, long peak) {
    }

    /** The largest other model that fits into so many bytes, as a sentence; empty where there is none. */
    Optional<String> largest(long bytes) {
        return alternatives.stream().filter(other -> !other.name().equals(name) && other.peak() <= bytes).findFirst()
                .map(other -> "The largest model that fits is '" + other.name() + "'.");
    }
}
