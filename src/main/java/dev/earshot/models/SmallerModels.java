package dev.earshot.models;

import dev.earshot.models.ModelFolder.KnownModel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The models that can substitute another one: installed, with the same languages, and faster. Pure. */
final class SmallerModels {

    /** By the computation for a window, the least first. Turbo has the encoder of large, and a smaller decoder than medium. */
    private static final List<List<String>> STEPS = List.of(List.of("tiny"), List.of("base"), List.of("small"),
            List.of("medium", "large-v3-turbo"), List.of("large-v1", "large-v2", "large-v3"));

    private SmallerModels() {
    }

    /** At most one per step, the next smaller first; empty for models that are not published sizes of Whisper. */
    static List<String> substitutes(KnownModel model, List<KnownModel> all) {
        List<String> below = new ArrayList<>();
        for (int step = step(model.name()) - 1; step >= 0; step--) {
            int now = step;
            all.stream().filter(other -> other.installed() && step(other.name()) == now
                            && ModelChoice.englishOnly(other) == ModelChoice.englishOnly(model))
                    .max(Comparator.<KnownModel>comparingInt(other -> quantisation(other.name()).equals(quantisation(model.name())) ? 1 : 0)
                            .thenComparing(other -> other.entry() == null ? 0 : other.entry().bytes()))
                    .ifPresent(other -> below.add(other.name()));
        }
        return below;
    }

    private static int step(String name) {
        String kind = name.replaceAll("-q\\d.*$", "").replaceAll("\\.en$", "");
        for (int step = 0; step < STEPS.size(); step++) {
            if (STEPS.get(step).contains(kind)) {
                return step;
            }
        }
        return -1;
    }

    private static String quantisation(String name) {
        int at = name.indexOf("-q");
        return at < 0 ? "" : name.substring(at);
    }
}
