package dev.earshot.models;

import dev.earshot.models.LoadRequest.SmallerModel;
import dev.earshot.models.ModelFolder.KnownModel;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The model that was requested, and those that can substitute it.
 *
 * @param substitutes see {@link SmallerModels}
 * @param all         every known model, installed or not
 */
record ModelSelection(KnownModel requested, List<String> substitutes, List<KnownModel> all) {

    static ModelSelection of(KnownModel requested, List<KnownModel> all) {
        return new ModelSelection(requested, SmallerModels.substitutes(requested, all), all);
    }

    /** @param used the requested model, or a substitute */
    LoadRequest loadRequest(String used) {
        KnownModel model = find(used);
        // Installed ones first.
        List<SmallerModel> alternatives = Stream.concat(others(true), others(false)).toList();
        return new LoadRequest(used, model.footprint(), alternatives);
    }

    /** The maximum length of a window for a model, in seconds; null where it has none of its own. */
    Integer windowSeconds(String used) {
        Catalog.CatalogEntry entry = find(used).entry();
        return entry == null ? null : entry.windowSeconds();
    }

    private KnownModel find(String used) {
        return used.equals(requested.name()) ? requested : all.stream().filter(found -> found.name().equals(used)).findFirst().orElseThrow();
    }

    private Stream<SmallerModel> others(boolean installed) {
        return all.stream().filter(other -> other.installed() == installed && !other.name().equals(Catalog.BUNDLED) && other.footprint() != null
                        && (!ModelChoice.englishOnly(other) || ModelChoice.englishOnly(requested)))
                .map(other -> new SmallerModel(other.name(), other.footprint().peak()))
                .sorted(Comparator.comparingLong(SmallerModel::peak).reversed());
    }
}
