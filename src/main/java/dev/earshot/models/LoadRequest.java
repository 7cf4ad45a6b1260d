package dev.earshot.models;

import dev.earshot.format.MemoryEstimate;

import java.util.List;
import java.util.Optional;

/**
 * A model that a request needs.
 *
 * @param need         what it takes, or null where that is unknown
 * @param alternatives others to suggest where this one does not fit, the largest first
 */
record LoadRequest(String name, MemoryEstimate footprint, List<SmallerModel> alternatives) {

    record SmallerModel(String name, long peak) {
    }

    /** The largest other model that fits into so many bytes; empty where there is none. */
    Optional<String> largestFitting(long bytes) {
        return alternatives.stream().filter(other -> !other.name().equals(name) && other.peak() <= bytes).findFirst()
                .map(SmallerModel::name);
    }
}
