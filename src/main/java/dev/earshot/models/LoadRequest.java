package dev.earshot.models;

import dev.earshot.format.MemoryEstimate;

import java.util.List;
import java.util.Optional;

/**
 * A model that a request needs.
 *
 * @param footprint    the memory it needs, or null where that is unknown
 * @param alternatives models to suggest where this one does not fit, the largest first
 */
record LoadRequest(String name, MemoryEstimate footprint, List<SmallerModel> alternatives) {

    /** @param peak bytes of memory that it needs at most */
    record SmallerModel(String name, long peak) {
    }

    /** The largest alternative that fits into so many bytes; empty where there is none. */
    Optional<String> largestFitting(long bytes) {
        return alternatives.stream().filter(other -> !other.name().equals(name) && other.peak() <= bytes).findFirst()
                .map(SmallerModel::name);
    }
}
