package dev.earshot.models;

import dev.earshot.models.LoadRequest.SmallerModel;
import dev.earshot.models.ModelFolder.Found;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The model that a request asked for, and those that could take its place.
 *
 * @param below see {@link SmallerModels}
 */
record ModelSelection(Found requested, List<String> substitutes, List<Found> all) {

    static ModelSelection of(Found asked, List<Found> all) {
        return new ModelSelection(asked, SmallerModels.substitutes(asked, all), all);
    }

    /** @param used the model asked for, or one below it */
    LoadRequest loadRequest(String used) {
        Found model = find(used);
        // Those that are there come first, those that would have to be fetched after them.
        List<SmallerModel> alternatives = Stream.concat(others(true), others(false)).toList();
        return new LoadRequest(used, model.footprint(), alternatives);
    }

    /** Seconds of the longest window for a model, or null where nothing is known of that. */
    Integer windowSeconds(String used) {
        Catalog.CatalogEntry entry = find(used).entry();
        return entry == null ? null : entry.windowSeconds();
    }

    private Found find(String used) {
        return used.equals(requested.name()) ? requested : all.stream().filter(found -> found.name().equals(used)).findFirst().orElseThrow();
    }

    private Stream<SmallerModel> others(boolean installed) {
        return all.stream().filter(other -> other.installed() == installed && !other.name().equals(Catalog.BUNDLED) && other.footprint() != null
                        && (!ModelChoice.englishOnly(other) || ModelChoice.englishOnly(requested)))
                .map(other -> new SmallerModel(other.name(), other.footprint().peak()))
                .sorted(Comparator.comparingLong(SmallerModel::peak).reversed());
    }
}
