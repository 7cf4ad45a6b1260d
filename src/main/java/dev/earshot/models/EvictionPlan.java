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
 * Which models are evicted to load another one, or why it cannot be loaded. Three limits in turn: the number of models, the memory budget,
 * and the machine's memory. By number, the least recently used model is evicted first; for memory, the one whose reload is cheapest for what
 * it frees. Idle models are evicted immediately, used ones when their requests have ended, but never for lack of memory. Pure.
 */
final class EvictionPlan {

    private static final Comparator<ResidentModel> LEAST_RECENTLY_USED =
            Comparator.comparing(ResidentModel::idle).reversed().thenComparing(ResidentModel::lastUsed);
    private static final Comparator<ResidentModel> CHEAPEST_RELOAD =
            Comparator.comparing(ResidentModel::idle).reversed().thenComparing(ResidentModel::reloadCost).thenComparing(ResidentModel::lastUsed);

    private final Map<ResidentModel, DecisionReason> evictions = new LinkedHashMap<>();
    private final Map<String, Double> figures = new TreeMap<>();
    private final ResidencyLimits limits;
    private final Collection<ResidentModel> all;
    private Refusal refusal;

    private EvictionPlan(ResidencyLimits limits, Collection<ResidentModel> all) {
        this.limits = limits;
        this.all = all;
    }

    /** For a request for a model that is in memory already. */
    static EvictionPlan whenAcquired(ResidentModel incoming, ResidencyLimits limits, Collection<ResidentModel> all) {
        EvictionPlan plan = new EvictionPlan(limits, all);
        plan.evictByCount(incoming.name(), 1);
        plan.evictByBudget(incoming.name(), incoming.loadRequest().footprint());
        return plan;
    }

    /** After the limits have changed. */
    static EvictionPlan whenLimitsChanged(ResidencyLimits limits, Collection<ResidentModel> all) {
        EvictionPlan plan = new EvictionPlan(limits, all);
        plan.evictByCount(null, 0);
        plan.evictByBudget(null, null);
        return plan;
    }

    /** For a model that is to be loaded. */
    static EvictionPlan whenLoaded(LoadRequest request, ResidencyLimits limits, Collection<ResidentModel> all, MemorySnapshot memory) {
        EvictionPlan plan = new EvictionPlan(limits, all);
        plan.recordNumbers(request, memory);
        plan.evictByCount(request.name(), 1);
        plan.evictByBudget(request.name(), request.footprint());
        plan.checkBudget(request);
        plan.checkMachine(request, memory);
        plan.checkLevel(request, memory);
        plan.evictByMemory(request, memory);
        return plan;
    }

    /** Why the model cannot be loaded; then nothing is evicted. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The models to be evicted, and why. */
    Map<ResidentModel, DecisionReason> evictions() {
        return evictions;
    }

    /** What the decision is based on. */
    Map<String, Double> figures() {
        return figures;
    }

    private void evictByCount(String incoming, int reserved) {
        List<ResidentModel> others = candidates(incoming, LEAST_RECENTLY_USED);
        others.subList(0, Math.max(0, others.size() - (limits.maxResident() - reserved)))
                .forEach(model -> evictions.put(model, new TooMany(incoming, limits.maxResident())));
    }

    private void evictByBudget(String incoming, MemoryEstimate need) {
        if (limits.budgetBytes() == 0) {
            return;
        }
        List<ResidentModel> others = candidates(incoming, CHEAPEST_RELOAD);
        long sum = (need == null ? 0 : need.peak()) + others.stream().mapToLong(ResidentModel::peakBytes).sum();
        for (ResidentModel model : others) {
            if (sum <= limits.budgetBytes()) {
                return;
            }
            evictions.put(model, new BudgetReached(incoming, limits.budgetBytes()));
            sum -= model.peakBytes();
        }
    }

    private void recordNumbers(LoadRequest request, MemorySnapshot memory) {
        if (request.footprint() != null) {
            figures.put("needed_mb", mb(request.footprint().peak()));
        }
        if (memory.available() != null) {
            figures.put("available_mb", mb(memory.available()));
            figures.put("percent", memory.percent());
        }
        figures.put("reserve_mb", mb(limits.reserveBytes()));
    }

    private void checkLevel(LoadRequest request, MemorySnapshot memory) {
        boolean unknown = memory.available() == null || request.footprint() == null;
        if (refusal == null && memory.level() == Level.CRITICAL && (unknown || limits.onCritical() == OnCritical.REFUSE)) {
            refuse(new MemoryCritical(request.name(), memory.percent(), memory.available()));
        }
    }

    private void checkBudget(LoadRequest request) {
        if (limits.budgetBytes() > 0 && request.footprint() != null && request.footprint().peak() > limits.budgetBytes()) {
            refuse(new TooLarge(DecisionCode.OVER_BUDGET, request.name(), request.footprint().peak(), limits.budgetBytes(),
                    request.largestFitting(limits.budgetBytes())));
        }
    }

    private void checkMachine(LoadRequest request, MemorySnapshot memory) {
        if (refusal == null && memory.total() != null && request.footprint() != null && request.footprint().peak() > memory.total() - limits.reserveBytes()) {
            refuse(new TooLarge(DecisionCode.OVER_MACHINE, request.name(), request.footprint().peak(), memory.total(),
                    request.largestFitting(memory.total() - limits.reserveBytes())));
        }
    }

    private void evictByMemory(LoadRequest request, MemorySnapshot memory) {
        if (refusal != null || memory.available() == null || request.footprint() == null) {
            return;
        }
        // Models that are loading or unloading count as if they had finished.
        long free = memory.available() - limits.reserveBytes();
        for (ResidentModel model : all) {
            free -= model.state() == ResidentModel.ResidencyState.LOADING ? model.peakBytes() : 0;
            free += model.state() == ResidentModel.ResidencyState.UNLOADING || model.idle() && evictions.containsKey(model) ? model.freedBytes() : 0;
        }
        long missing = request.footprint().peak() - free;
        List<ResidentModel> idle = candidates(request.name(), CHEAPEST_RELOAD).stream().filter(ResidentModel::idle).toList();
        List<ResidentModel> chosen = new ArrayList<>();
        for (ResidentModel model : idle) {
            if (missing > 0) {
                chosen.add(model);
                missing -= model.freedBytes();
            }
        }
        if (missing > 0) {
            long obtainable = request.footprint().peak() - missing;
            refuse(new NotEnoughMemory(request.name(), request.footprint().peak(), Math.max(0, obtainable), memory.available(), limits.reserveBytes(), inUse(),
                    request.largestFitting(obtainable)));
        } else {
            chosen.forEach(model -> evictions.put(model, new MemoryNeeded(request.name(), request.footprint().peak(), memory.available())));
        }
    }

    private List<String> inUse() {
        return all.stream().filter(model -> !model.idle() && model.state() == ResidentModel.ResidencyState.RESIDENT).map(ResidentModel::name).toList();
    }

    private void refuse(Refusal why) {
        refusal = why;
        evictions.clear();
    }

    /** The models that could be evicted and are not yet, the first to be evicted first. */
    private List<ResidentModel> candidates(String incoming, Comparator<ResidentModel> order) {
        return all.stream().filter(model -> !model.name().equals(incoming) && model.state() != ResidentModel.ResidencyState.UNLOADING
                && !model.isMarkedForEviction() && !evictions.containsKey(model)).sorted(order).toList();
    }

    private static double mb(long bytes) {
        return Math.round(bytes / MemoryEstimate.MB);
    }
}
