package dev.earshot.models;

import dev.earshot.config.Config.CpuPolicy;
import dev.earshot.models.DecisionMessages.DecisionAction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Detects that the processor cannot keep up with a model, and selects a smaller substitute. It cannot keep up where, over the last
 * minute, the machine is busier than {@value #BUSY_PERCENT} % and the model's windows take longer than they last. It is calm again where neither is
 * near. At most one step a minute for a model, in either direction. Pure.
 */
final class ProcessorPolicy {

    static final double BUSY_PERCENT = 80;
    static final double CALM_PERCENT = 60;
    /** Seconds of computation per second of audio: the next larger model takes two to three times as much, and must keep up, too. */
    private static final double CALM_FACTOR = 0.3;
    /** Required for a decision: a short command alone always takes longer than its duration. */
    private static final double MIN_AUDIO_SECONDS = 20;
    private static final Duration MEASURING_PERIOD = Duration.ofMinutes(1);

    private record MeasuredWindow(Instant at, double seconds, double computeSeconds) {
    }

    private record ProcessorLoad(Instant at, double percent) {
    }

    /**
     * @param action {@code SUGGEST}, {@code STEP_DOWN} or {@code STEP_UP}
     * @param asked  the requested model
     * @param used   the one that is used in its place from now on, or suggested
     * @param factor seconds of computation per second of audio
     */
    record ModelSwitch(DecisionAction action, String asked, String used, double percent, double factor) {
    }

    /** The measurements and the state of a requested model. */
    private static final class ModelTrack {

        final Deque<MeasuredWindow> windows = new ArrayDeque<>();
        List<String> below = List.of();
        Instant lastStep;
        ModelSwitch suggestion;
        int depth;

        ModelTrack(Instant now) {
            lastStep = now;
        }

        String used(String asked) {
            return substitute(asked, depth);
        }

        String substitute(String asked, int steps) {
            return steps == 0 || below.isEmpty() ? asked : below.get(Math.min(steps, below.size()) - 1);
        }
    }

    private final Deque<ProcessorLoad> loads = new ArrayDeque<>();
    private final Map<String, ModelTrack> tracks = new LinkedHashMap<>();
    private CpuPolicy policy;

    ProcessorPolicy(CpuPolicy policy) {
        this.policy = policy;
    }

    /** Changes the policy, which undoes all steps of the old one. */
    void policy(CpuPolicy newPolicy) {
        if (policy != newPolicy) {
            policy = newPolicy;
            tracks.clear();
        }
    }

    /**
     * Selects the model for a request.
     *
     * @param below its possible substitutes, the next smaller first
     * @return the model to be used
     */
    String select(String model, List<String> below, Instant now) {
        ModelTrack track = tracks.computeIfAbsent(model, name -> new ModelTrack(now));
        track.below = List.copyOf(below);
        return track.used(model);
    }

    /** The notice for a request about the model that is used, or null. */
    LeaseNotice notice(String asked, String used) {
        if (!asked.equals(used)) {
            return new LeaseNotice.Replaced(asked, used);
        }
        ModelTrack track = tracks.get(asked);
        return track == null || track.suggestion == null ? null : new LeaseNotice.Suggested(track.suggestion);
    }

    /** A window has been recognised by a model. */
    List<ModelSwitch> onWindow(String used, double seconds, long milliseconds, Instant now) {
        tracks.forEach((asked, track) -> {
            if (track.used(asked).equals(used)) {
                track.windows.add(new MeasuredWindow(now, seconds, milliseconds / 1000.0));
            }
        });
        return decide(now);
    }

    /** The processor's load was sampled. */
    List<ModelSwitch> onProcessorLoad(double averagePercent, Instant now) {
        loads.add(new ProcessorLoad(now, averagePercent));
        return decide(now);
    }

    private List<ModelSwitch> decide(Instant now) {
        loads.removeIf(load -> load.at().plus(MEASURING_PERIOD).isBefore(now));
        List<ModelSwitch> steps = new ArrayList<>();
        if (policy != CpuPolicy.OFF && !loads.isEmpty()) {
            tracks.forEach((asked, track) -> decide(asked, track, now).ifPresent(steps::add));
        }
        return steps;
    }

    private Optional<ModelSwitch> decide(String asked, ModelTrack track, Instant now) {
        track.windows.removeIf(window -> window.at().plus(MEASURING_PERIOD).isBefore(now));
        double percent = loads.stream().filter(load -> !load.at().isBefore(track.lastStep)).mapToDouble(ProcessorLoad::percent).average().orElse(BUSY_PERCENT);
        double audioSeconds = track.windows.stream().mapToDouble(MeasuredWindow::seconds).sum();
        double factor = audioSeconds == 0 ? 0 : track.windows.stream().mapToDouble(MeasuredWindow::computeSeconds).sum() / audioSeconds;
        boolean settled = !track.lastStep.plus(MEASURING_PERIOD).isAfter(now);
        if (percent > BUSY_PERCENT && factor > 1 && audioSeconds >= MIN_AUDIO_SECONDS) {
            boolean first = track.depth == 0 && track.suggestion == null;
            return track.below.size() > track.depth && track.suggestion == null && (first || settled)
                    ? Optional.of(stepDown(asked, track, percent, factor, now)) : Optional.empty();
        }
        boolean calm = settled && percent < CALM_PERCENT && factor < CALM_FACTOR;
        return calm && (track.depth > 0 || track.suggestion != null) ? Optional.of(stepUp(asked, track, percent, factor, now)) : Optional.empty();
    }

    private ModelSwitch stepDown(String asked, ModelTrack track, double percent, double factor, Instant now) {
        onStep(track, now);
        if (policy == CpuPolicy.SUGGEST) {
            track.suggestion = new ModelSwitch(DecisionAction.SUGGEST, asked, track.substitute(asked, 1), percent, factor);
            return track.suggestion;
        }
        track.depth++;
        return new ModelSwitch(DecisionAction.STEP_DOWN, asked, track.used(asked), percent, factor);
    }

    private ModelSwitch stepUp(String asked, ModelTrack track, double percent, double factor, Instant now) {
        onStep(track, now);
        track.suggestion = null;
        track.depth = Math.max(0, track.depth - 1);
        return new ModelSwitch(DecisionAction.STEP_UP, asked, track.used(asked), percent, factor);
    }

    /** Measurements before a step do not apply after it. */
    private static void onStep(ModelTrack track, Instant now) {
        track.lastStep = now;
        track.windows.clear();
    }
}
