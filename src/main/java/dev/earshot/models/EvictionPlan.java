package dev.earshot.models;

import dev.earshot.config.Config.OnCritical;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.models.DecisionMessages.DecisionCode;
import dev.earshot.models.DecisionReason.BudgetReached;
import dev.earshot.models.DecisionReason.MemoryCritical;
import dev.earshot.models.DecisionReason.MemoryNeeded;
import dev.earshot.models.DecisionReason.NotEnoughMemory;
import dev.earshot.models.DecisionReason.Refusal;
import dev.earshot.models.DecisionReason.TooLarge;
import dev.earshot.models.DecisionReason.TooMany;
import dev.earshot.system.SystemMessages.Level;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who leaves so that a model can come, or why it cannot. Three limits in turn: how many may stay, what all may need together, and
 * what the machine has. By number, the one unused for longest leaves first; for memory, the one whose reload costs least for what it
 * frees. Idle ones leave at once; one in use leaves when its requests have ended, and never for want of memory. Pure.
 */
final class EvictionPlan {

    private static final Comparator<ResidentModel> UNUSED_LONGEST =
            Comparator.comparing(ResidentModel::idle).reversed().thenComparing(ResidentModel::lastUsed);
    private static final Comparator<ResidentModel> CHEAPEST =
            Comparator.comparing(ResidentModel::idle).reversed().thenComparing(ResidentModel::reloadCost).thenComparing(ResidentModel::lastUsed);

    private final Map<ResidentModel, DecisionReason> leaving = new LinkedHashMap<>();
    private final Map<String, Double> numbers = new TreeMap<>();
    private final ResidencyLimits rules;
    private final Collection<ResidentModel> all;
    private Refusal refusal;

    private EvictionPlan(ResidencyLimits rules, Collection<ResidentModel> all) {
        this.rules = rules;
        this.all = all;
    }

    /** Memory beside a model that is there already. */
    static EvictionPlan beside(ResidentModel comer, ResidencyLimits rules, Collection<ResidentModel> all) {
        EvictionPlan plan = new EvictionPlan(rules, all);
        plan.byNumber(comer.name(), 1);
        plan.byBudget(comer.name(), comer.wanted().need());
        return plan;
    }

    /** What has to leave because the rules have changed. */
    static EvictionPlan within(ResidencyLimits rules, Collection<ResidentModel> all) {
        EvictionPlan plan = new EvictionPlan(rules, all);
        plan.byNumber(null, 0);
        plan.byBudget(null, null);
        return plan;
    }

    /** What has to leave so that a model can be loaded, or why it cannot. */
    static EvictionPlan load(LoadRequest wanted, ResidencyLimits rules, Collection<ResidentModel> all, MemorySnapshot space) {
        EvictionPlan plan = new EvictionPlan(rules, all);
        plan.count(wanted, space);
        plan.byNumber(wanted.name(), 1);
        plan.byBudget(wanted.name(), wanted.need());
        plan.checkBudget(wanted);
        plan.checkMachine(wanted, space);
        plan.checkLevel(wanted, space);
        plan.byMemory(wanted, space);
        return plan;
    }

    /** Why the model cannot be loaded; then nobody has to leave. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Who has to leave, and why. */
    Map<ResidentModel, DecisionReason> leaving() {
        return leaving;
    }

    /** What it was decided by. */
    Map<String, Double> numbers() {
        return numbers;
    }

    private void byNumber(String comer, int places) {
        List<ResidentModel> others = others(comer, UNUSED_LONGEST);
        others.subList(0, Math.max(0, others.size() - (rules.maxResident() - places)))
                .forEach(model -> leaving.put(model, new TooMany(comer, rules.maxResident())));
    }

    private void byBudget(String comer, MemoryEstimate need) {
        if (rules.budget() == 0) {
            return;
        }
        List<ResidentModel> others = others(comer, CHEAPEST);
        long sum = (need == null ? 0 : need.peak()) + others.stream().mapToLong(ResidentModel::peak).sum();
        for (ResidentModel model : others) {
            if (sum <= rules.budget()) {
                return;
            }
            leaving.put(model, new BudgetReached(comer, rules.budget()));
            sum -= model.peak();
        }
    }

    private void count(LoadRequest wanted, MemorySnapshot space) {
        if (wanted.need() != null) {
            numbers.put("needed_mb", mb(wanted.need().peak()));
        }
        if (space.available() != null) {
            numbers.put("available_mb", mb(space.available()));
            numbers.put("percent", space.percent());
        }
        numbers.put("reserve_mb", mb(rules.reserve()));
    }

    private void checkLevel(LoadRequest wanted, MemorySnapshot space) {
        boolean unknown = space.available() == null || wanted.need() == null;
        if (refusal == null && space.level() == Level.CRITICAL && (unknown || rules.onCritical() == OnCritical.REFUSE)) {
            refuse(new MemoryCritical(wanted.name(), space.percent(), space.available()));
        }
    }

    private void checkBudget(LoadRequest wanted) {
        if (rules.budget() > 0 && wanted.need() != null && wanted.need().peak() > rules.budget()) {
            refuse(new TooLarge(DecisionCode.OVER_BUDGET, wanted.name(), wanted.need().peak(), rules.budget(), wanted.largest(rules.budget())));
        }
    }

    private void checkMachine(LoadRequest wanted, MemorySnapshot space) {
        if (refusal == null && space.total() != null && wanted.need() != null && wanted.need().peak() > space.total() - rules.reserve()) {
            refuse(new TooLarge(DecisionCode.OVER_MACHINE, wanted.name(), wanted.need().peak(), space.total(),
                    wanted.largest(space.total() - rules.reserve())));
        }
    }

    private void byMemory(LoadRequest wanted, MemorySnapshot space) {
        if (refusal != null || space.available() == null || wanted.need() == null) {
            return;
        }
        // Models that are loading or unloading count as if they had finished.
        long free = space.available() - rules.reserve();
        for (ResidentModel model : all) {
            free -= model.state() == ResidentModel.ResidencyState.LOADING ? model.peak() : 0;
            free += model.state() == ResidentModel.ResidencyState.UNLOADING || model.idle() && leaving.containsKey(model) ? model.frees() : 0;
        }
        long missing = wanted.need().peak() - free;
        List<ResidentModel> idle = others(wanted.name(), CHEAPEST).stream().filter(ResidentModel::idle).toList();
        List<ResidentModel> chosen = new ArrayList<>();
        for (ResidentModel model : idle) {
            if (missing > 0) {
                chosen.add(model);
                missing -= model.frees();
            }
        }
        if (missing > 0) {
            long obtainable = wanted.need().peak() - missing;
            refuse(new NotEnoughMemory(wanted.name(), wanted.need().peak(), Math.max(0, obtainable), space.available(), rules.reserve(), inUse(),
                    wanted.largest(obtainable)));
        } else {
            chosen.forEach(model -> leaving.put(model, new MemoryNeeded(wanted.name(), wanted.need().peak(), space.available())));
        }
    }

    private List<String> inUse() {
        return all.stream().filter(model -> !model.idle() && model.state() == ResidentModel.ResidencyState.RESIDENT).map(ResidentModel::name).toList();
    }

    private void refuse(Refusal why) {
        refusal = why;
        leaving.clear();
    }

    /** Those who could leave and do not yet, the first to leave first. */
    private List<ResidentModel> others(String comer, Comparator<ResidentModel> order) {
        return all.stream().filter(model -> !model.name().equals(comer) && model.state() != ResidentModel.ResidencyState.UNLOADING
                && !model.isSwitchedAway() && !leaving.containsKey(model)).sorted(order).toList();
    }

    private static double mb(long bytes) {
        return Math.round(bytes / MemoryEstimate.MB);
    }
}
