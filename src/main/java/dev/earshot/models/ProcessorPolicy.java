package dev.earshot.models;

import dev.earshot.config.Config.CpuPolicy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds that the processor cannot keep up, and says how many steps smaller the models should be. It cannot where, over the last minute,
 * the machine is busier than {@value #BUSY} % and windows take longer than they last. It is calm again where neither is near. At
 * most one step a minute, in either direction. Pure.
 */
final class ProcessorPolicy {

    static final double BUSY = 80;
    static final double CALM = 60;
    /** Time for each second of sound: a step up takes two to three times as much, and must still keep up. */
    private static final double CALM_FACTOR = 0.3;
    private static final Duration SPAN = Duration.ofMinutes(1);

    private record Window(Instant at, double seconds, double taken) {
    }

    private record Load(Instant at, double percent) {
    }

    /**
     * @param action as in {@link ModelMessages.Decision}
     * @param model  the one that is used from now on, or suggested
     * @param factor seconds of work for a second of sound
     */
    record Step(String action, String model, double percent, double factor) {

        /** For people. */
        String sentence() {
            String slow = String.format(Locale.ROOT, "The processor cannot keep up (%.0f %% busy, %.1f s for 1 s of sound)", percent, factor);
            return switch (action) {
                case "suggest" -> slow + "; the model '" + model + "' is installed and faster.";
                case "step-down" -> slow + "; what is asked for from now on gets the model '" + model + "'.";
                default -> String.format(Locale.ROOT, "The processor has been calm for a minute (%.0f %% busy); the model '%s' is used again.", percent, model);
            };
        }
    }

    private final Deque<Window> windows = new ArrayDeque<>();
    private final Deque<Load> loads = new ArrayDeque<>();
    private CpuPolicy policy;
    private Instant lastStep = Instant.MIN;
    private Instant since;
    private Step suggestion;
    private String asked;
    private List<String> below = List.of();
    private int depth;

    ProcessorPolicy(CpuPolicy policy, Instant now) {
        this.policy = policy;
        this.since = now;
    }

    /** Another policy holds from now on; what was stepped down by the old one is taken back. */
    void policy(CpuPolicy newPolicy) {
        if (policy != newPolicy) {
            policy = newPolicy;
            depth = 0;
            suggestion = null;
        }
    }

    /**
     * A model is asked for.
     *
     * @param newBelow the models that can stand in for it, the next smaller first
     * @return the model to be used
     */
    String asked(String model, List<String> newBelow) {
        asked = model;
        below = List.copyOf(newBelow);
        return standing(depth);
    }

    /** What whoever asked should know of the model that is used, or null. */
    String notice(String model, String used) {
        if (!model.equals(used)) {
            return "The model '" + used + "' was used in place of '" + model + "', because the processor cannot keep up (models.cpu_policy is auto).";
        }
        return suggestion == null || below.isEmpty() ? null : suggestion.sentence();
    }

    private String standing(int steps) {
        return steps == 0 || below.isEmpty() ? asked : below.get(Math.min(steps, below.size()) - 1);
    }

    /** A window has been recognised. */
    Optional<Step> window(double seconds, long milliseconds, Instant now) {
        windows.add(new Window(now, seconds, milliseconds / 1000.0));
        return decide(now);
    }

    /** The processor has been looked at. */
    Optional<Step> processor(double averagePercent, Instant now) {
        loads.add(new Load(now, averagePercent));
        return decide(now);
    }

    private Optional<Step> decide(Instant now) {
        windows.removeIf(window -> window.at().plus(SPAN).isBefore(now));
        loads.removeIf(load -> load.at().plus(SPAN).isBefore(now));
        if (policy == CpuPolicy.OFF || loads.isEmpty() || lastStep.isAfter(now.minus(SPAN))) {
            return Optional.empty();
        }
        double percent = loads.stream().mapToDouble(Load::percent).average().orElse(0);
        double sound = windows.stream().mapToDouble(Window::seconds).sum();
        double factor = sound == 0 ? 0 : windows.stream().mapToDouble(Window::taken).sum() / sound;
        if (percent > BUSY && factor > 1) {
            return below.size() > depth ? Optional.of(down(percent, factor, now)) : Optional.empty();
        }
        boolean calm = percent < CALM && factor < CALM_FACTOR && !since.plus(SPAN).isAfter(now);
        return calm && (depth > 0 || suggestion != null) ? Optional.of(up(percent, factor, now)) : Optional.empty();
    }

    private Step down(double percent, double factor, Instant now) {
        moved(now);
        if (policy == CpuPolicy.SUGGEST) {
            suggestion = new Step("suggest", standing(1), percent, factor);
            return suggestion;
        }
        depth++;
        return new Step("step-down", standing(depth), percent, factor);
    }

    private Step up(double percent, double factor, Instant now) {
        moved(now);
        suggestion = null;
        depth = Math.max(0, depth - 1);
        return new Step("step-up", standing(depth), percent, factor);
    }

    /** What was measured before a step says nothing of what comes after it. */
    private void moved(Instant now) {
        lastStep = now;
        since = now;
        windows.clear();
        loads.clear();
    }
}
