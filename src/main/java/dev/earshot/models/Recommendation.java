package dev.earshot.models;

import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.Recommended;
import dev.earshot.models.ModelMessages.RecommendedUse;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Recommends models for this machine: by its memory, and by measured speed or, until there is one, by its cores. Pure. */
final class Recommendation {

    /** @param cores required where nothing was measured */
    private record Candidate(String model, int cores) {
    }

    /** @param minutes the maximum for an hour of audio */
    private record Use(RecommendedUse name, int minutes, List<Candidate> candidates) {
    }

    /** The better candidates first; the last ones are acceptable everywhere. */
    private static final List<Use> USES = List.of(
            new Use(RecommendedUse.FAST, 15, List.of(new Candidate("base", 2), new Candidate("base-q5_1", 2), new Candidate("tiny", 0),
                    new Candidate("tiny-q5_1", 0))),
            new Use(RecommendedUse.BALANCED, 30, List.of(new Candidate("large-v3-turbo-q5_0", 8), new Candidate("small", 4), new Candidate("small-q5_1", 0),
                    new Candidate("base", 0), new Candidate("base-q5_1", 0))),
            new Use(RecommendedUse.BEST, 120, List.of(new Candidate("large-v3", 8), new Candidate("large-v3-turbo", 0), new Candidate("large-v3-turbo-q5_0", 0),
                    new Candidate("medium-q5_0", 0), new Candidate("small-q5_1", 0))));

    private final List<Model> models;
    private final int cores;
    private final Function<String, Optional<Integer>> hourMinutes;

    private Recommendation(List<Model> models, int cores, Function<String, Optional<Integer>> hourMinutes) {
        this.models = models;
        this.cores = cores;
        this.hourMinutes = hourMinutes;
    }

    /** One for each use; fewer where one would be recommended twice, or none fits. */
    static List<Recommended> of(List<Model> models, int cores, Function<String, Optional<Integer>> hourMinutes) {
        Recommendation recommendation = new Recommendation(models, cores, hourMinutes);
        List<Recommended> all = new ArrayList<>();
        for (Use use : USES) {
            recommendation.pick(use).filter(model -> all.stream().noneMatch(each -> each.model().equals(model.name())))
                    .ifPresent(model -> all.add(new Recommended(use.name(), model.name(), hourMinutes.apply(model.name()).orElse(null), model.installed())));
        }
        return all;
    }

    private Optional<Model> pick(Use use) {
        List<Model> fitting = use.candidates().stream().map(candidate -> find(candidate.model())).filter(Objects::nonNull).toList();
        Optional<Model> quick = fitting.stream().filter(model -> isFastEnough(model, use)).findFirst();
        Optional<Model> best = quick.isPresent() || fitting.isEmpty() ? quick : Optional.of(fitting.get(fitting.size() - 1));
        return best.map(model -> installedAlternative(model, use));
    }

    /** An installed model of the same family is as good. */
    private Model installedAlternative(Model model, Use use) {
        return model.installed() ? model : models.stream().filter(other -> other.installed() && fits(other) && other.languages().equals(model.languages())
                && other.family().equals(model.family())
                && !(use.name() == RecommendedUse.BALANCED && other.bytes() > 2 * model.bytes())).findFirst().orElse(model);
    }

    private boolean isFastEnough(Model model, Use use) {
        return hourMinutes.apply(model.name()).map(minutes -> minutes <= use.minutes())
                .orElse(use.candidates().stream().anyMatch(candidate -> candidate.model().equals(model.name()) && candidate.cores() <= cores));
    }

    private Model find(String name) {
        return models.stream().filter(model -> model.name().equals(name) && fits(model)).findFirst().orElse(null);
    }

    private static boolean fits(Model model) {
        return !Boolean.FALSE.equals(model.fits());
    }
}
