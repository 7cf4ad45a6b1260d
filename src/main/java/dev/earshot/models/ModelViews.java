package dev.earshot.models;

import dev.earshot.engine.EngineMessages;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.models.ModelFolder.KnownModel;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.ModelState;
import dev.earshot.models.ModelMessages.ResidentList;
import dev.earshot.models.ModelMessages.ResidentView;

import java.util.HashMap;
import java.util.Map;

/** Models as the messages show them. */
final class ModelViews {

    /** The share of a machine's memory that one model may take; the page names it, too. */
    static final double USABLE = 0.8;

    private ModelViews() {
    }

    /** @param memory of the machine in bytes, or null */
    static Model model(KnownModel model, Residency residency, String standard, Double memory, Map<String, ShortSpeechRecord> shortSpeech) {
        Catalog.CatalogEntry entry = model.entry();
        // What the catalog knows is compared with its digest before it is used.
        String problem = entry != null ? null : model.facts().problem();
        MemoryEstimate footprint = problem == null ? model.footprint() : null;
        ModelState state = residency.find(model.name()).map(ResidentModel::shownState).orElse(model.installed() ? ModelState.ON_DISK : ModelState.ABSENT);
        return new Model(model.name(), model.file().getFileName().toString(), model.installed(),
                model.bytes(), ModelFamily.of(model.name()).map(ModelFamily::text).orElse(ModelFamily.OWN),
                ModelChoice.englishOnly(model) ? "en" : "multilingual",
                footprint == null ? null : footprint.memoryMb(), footprint == null ? null : footprint.idleMb(), state,
                model.name().equals(standard), footprint == null || memory == null ? null : footprint.peak() <= memory * USABLE,
                problem != null ? "not usable: " + problem : model.name().equals(Catalog.BUNDLED) ? "bundled, knows 92 words only" : null,
                residency.loadTimeMs(model.name()).orElse(null), model.name().equals(Catalog.BUNDLED) ? true : null,
                model.installed() && problem == null ? ShortSpeechTrust.view(model, shortSpeech) : null);
    }

    static ResidentList residents(Residency residency, EngineMessages.EngineStatus status) {
        Map<String, EngineMessages.LoadedProcess> holdings = new HashMap<>();
        status.models().forEach(holding -> holdings.put(holding.model(), holding));
        return new ResidentList(residency.models().stream().map(model -> resident(model, holdings.get(model.name()))).toList());
    }

    private static ResidentView resident(ResidentModel model, EngineMessages.LoadedProcess holding) {
        return new ResidentView(model.name(), model.shownState(), model.since(), model.until(), model.reason() == null ? null : DecisionText.of(model.reason()),
                model.requests(),
                holding == null ? null : holding.bytes(), holding == null ? null : holding.pid(), holding == null ? null : holding.library(), null);
    }
}
