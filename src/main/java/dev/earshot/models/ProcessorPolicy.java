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
 * Finds that the processor cannot keep up with a model, and says which smaller one stands in for it. It cannot where, over the last
 * minute, the machine is busier than {@value #BUSY} % and the model's windows take longer than they last. It is calm again where neither is
 * near. At most one step a minute for a model, in either direction. Pure.
 */
final class ProcessorPolicy {

    static final double BUSY = 80;
    static final double CALM = 60;
    /** Time for each second of audio: a step up takes two to three times as much, and must still keep up. */
    private static final double CALM_FACTOR = 0.3;
    /** Seconds of audio that say something: a short command alone always takes longer than it lasts. */
    private static final double MIN_AUDIO_SECONDS = 20;
    private static final Duration SPAN = Duration.ofMinutes(1);

    private record MeasuredWindow(Instant at, double seconds, double taken) {
    }

    private record ProcessorLoad(Instant at, double percent) {
    }

    /**
     * @param action {@code SUGGEST}, {@code STEP_DOWN} or {@code STEP_UP}
     * @param asked  the model that is asked for
     * @param used   the one that is used from now on in its place, or suggested
     * @param factor seconds of work for a second of audio
     */
    record ModelSwitch(DecisionAction action, String asked, String used, double percent, double factor) {
    }

    /** What is known of a model that is asked for. */
    private static final class Track {

        final Deque<MeasuredWindow> windows = new ArrayDeque<>();
        List<String> below = List.of();
        Instant moved;
        ModelSwitch suggestion;
        int depth;

        Track(Instant now) {
            moved = now;
        }

        String used(String asked) {
            return standing(asked, depth);
        }

        String standing(String asked, int steps) {
            return steps == 0 || below.isEmpty() ? asked : below.get(Math.min(steps, below.size()) - 1);
        }
    }

    private final Deque<ProcessorLoad> loads = new ArrayDeque<>();
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private CpuPolicy policy;

    ProcessorPolicy(CpuPolicy policy) {
        this.policy = policy;
    }

    /** Another policy holds from now on; what was stepped down by the old one is taken back. */
    void policy(CpuPolicy newPolicy) {
        if (policy != newPolicy) {
            policy = newPolicy;
            tracks.clear();
        }
    }

    /**
     * A model is asked for.
     *
     * @param below the models that can stand in for it, the next smaller first
     * @return the model to be used
     */
    String asked(String model, List<String> below, Instant now) {
        Track track = tracks.computeIfAbsent(model, name -> new Track(now));
        track.below = List.copyOf(below);
        return track.used(model);
    }

    /** What whoever asked for a model should know of the one that is used, or null. */
    LeaseNotice notice(String asked, String used) {
        if (!asked.equals(used)) {
            return new LeaseNotice.Replaced(asked, used);
        }
        Track track = tracks.get(asked);
        return track == null || track.suggestion == null ? null : new LeaseNotice.Suggested(track.suggestion);
    }

    /** A window has been recognised by a model. */
    List<ModelSwitch> window(String used, double seconds, long milliseconds, Instant now) {
        tracks.forEach((asked, track) -> {
            if (track.used(asked).equals(used)) {
                track.windows.add(new MeasuredWindow(now, seconds, milliseconds / 1000.0));
            }
        });
        return decide(now);
    }

    /** The processor has been looked at. */
    List<ModelSwitch> processor(double averagePercent, Instant now) {
        loads.add(new ProcessorLoad(now, averagePercent));
        return decide(now);
    }

    private List<ModelSwitch> decide(Instant now) {
        loads.removeIf(load -> load.at().plus(SPAN).isBefore(now));
        List<ModelSwitch> steps = new ArrayList<>();
        if (policy != CpuPolicy.OFF && !loads.isEmpty()) {
            tracks.forEach((asked, track) -> decide(asked, track, now).ifPresent(steps::add));
        }
        return steps;
    }

    private Optional<ModelSwitch> decide(String asked, Track track, Instant now) {
        track.windows.removeIf(window -> window.at().plus(SPAN).isBefore(now));
        double percent = loads.stream().filter(load -> !load.at().isBefore(track.moved)).mapToDouble(ProcessorLoad::percent).average().orElse(BUSY);
        double audioSeconds = track.windows.stream().mapToDouble(MeasuredWindow::seconds).sum();
        double factor = audioSeconds == 0 ? 0 : track.windows.stream().mapToDouble(MeasuredWindow::taken).sum() / audioSeconds;
        boolean settled = !track.moved.plus(SPAN).isAfter(now);
        if (percent > BUSY && factor > 1 && audioSeconds >= MIN_AUDIO_SECONDS) {
            boolean first = track.depth == 0 && track.suggestion == null;
            return track.below.size() > track.depth && track.suggestion == null && (first || settled) ? Optional.of(down(asked, track, percent, factor, now))
                    : Optional.empty();
        }
        boolean calm = settled && percent < CALM && factor < CALM_FACTOR;
        return calm && (track.depth > 0 || track.suggestion != null) ? Optional.of(up(asked, track, percent, factor, now)) : Optional.empty();
    }

    private ModelSwitch down(String asked, Track track, double percent, double factor, Instant now) {
        moved(track, now);
        if (policy == CpuPolicy.SUGGEST) {
            track.suggestion = new ModelSwitch(DecisionAction.SUGGEST, asked, track.standing(asked, 1), percent, factor);
            return track.suggestion;
        }
        track.depth++;
        return new ModelSwitch(DecisionAction.STEP_DOWN, asked, track.used(asked), percent, factor);
    }

    private ModelSwitch up(String asked, Track track, double percent, double factor, Instant now) {
        moved(track, now);
        track.suggestion = null;
        track.depth = Math.max(0, track.depth - 1);
        return new ModelSwitch(DecisionAction.STEP_UP, asked, track.used(asked), percent, factor);
    }

    /** What was measured before a step says nothing of what comes after it. */
    private static void moved(Track track, Instant now) {
        track.moved = now;
        track.windows.clear();
    }
}
