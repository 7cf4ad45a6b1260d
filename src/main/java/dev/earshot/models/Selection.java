package dev.earshot.models;

import dev.earshot.models.ModelFolder.Found;
import dev.earshot.models.Wanted.Alternative;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The model that a request asked for, and those that could take its place.
 *
 * @param below see {@link Ladder}
 */
record Selection(Found asked, List<String> below, List<Found> all) {

    static Selection of(Found asked, List<Found> all) {
        return new Selection(asked, Ladder.below(asked, all), all);
    }

    /** @param used the model asked for, or one below it */
    Wanted wanted(String used) {
        Found model = find(used);
        // Those that are there come first, those that would have to be fetched after them.
        List<Alternative> alternatives = Stream.concat(others(true), others(false)).toList();
        return new Wanted(used, model.footprint(), alternatives);
    }

    /** Seconds of the longest window for a model, or null where nothing is known of that. */
    Integer windowSeconds(String used) {
        Catalog.Entry entry = find(used).entry();
        return entry == null ? null : entry.windowSeconds();
    }

    private Found find(String used) {
        return used.equals(asked.name()) ? asked : all.stream().filter(found -> found.name().equals(used)).findFirst().orElseThrow();
    }

    private Stream<Alternative> others(boolean installed) {
        return all.stream().filter(other -> other.installed() == installed && !other.name().equals(Catalog.BUNDLED) && other.footprint() != null
                        && (!ModelChoice.englishOnly(other) || ModelChoice.englishOnly(asked)))
                .map(other -> new Alternative(other.name(), other.footprint().peak()))
                .sorted(Comparator.comparingLong(Alternative::peak).reversed());
    }
}
