package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.speech.Priority;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The queue of windows for the engine. Interactive ones come before batch ones; within a priority jobs take turns, whatever their models, and
 * a job's own windows stay in order. Windows without a job share one turn. Pure.
 */
final class WindowQueue<W> {

    /**
     * @param model the most windows for one model
     * @param job   of these, the most of one job
     */
    record Capacity(int model, int job) {
    }

    private final Capacity capacity;
    private final Function<W, TranscribeWindow> request;
    /** The next job comes first. */
    private final Map<Priority, LinkedHashMap<String, Deque<W>>> turns = new EnumMap<>(Priority.class);
    private final Map<String, Integer> waiting = new HashMap<>();

    /** @param request of a window */
    WindowQueue(Capacity capacity, Function<W, TranscribeWindow> request) {
        this.capacity = capacity;
        this.request = request;
        for (Priority priority : Priority.values()) {
            turns.put(priority, new LinkedHashMap<>());
        }
    }

    /** @throws Fault {@code queue-full} */
    void add(W window) {
        String model = request.apply(window).model();
        Map<String, Deque<W>> jobs = turns.get(request.apply(window).priority());
        Deque<W> before = jobs.get(job(window));
        if (waiting.getOrDefault(model, 0) >= capacity.model() || before != null && before.size() >= capacity.job()) {
            throw new Fault(Fault.Code.QUEUE_FULL, "The speech engine has too many windows waiting: " + capacity.model() + " for the model '" + model
                    + "', or " + capacity.job() + " of this job. Try again later.");
        }
        jobs.computeIfAbsent(job(window), job -> new ArrayDeque<>()).add(window);
        waiting.merge(model, 1, Integer::sum);
    }

    /** Removes and returns the next window; null where there is none. */
    W poll() {
        for (LinkedHashMap<String, Deque<W>> jobs : turns.values()) {
            Iterator<Map.Entry<String, Deque<W>>> first = jobs.entrySet().iterator();
            if (first.hasNext()) {
                Map.Entry<String, Deque<W>> turn = first.next();
                String job = turn.getKey();
                Deque<W> windows = turn.getValue();
                first.remove();
                W next = windows.poll();
                if (!windows.isEmpty()) {
                    jobs.put(job, windows);
                }
                taken(next);
                return next;
            }
        }
        return null;
    }

    /** Removes and returns the windows that match. */
    List<W> remove(Predicate<W> meant) {
        List<W> removed = new ArrayList<>();
        for (LinkedHashMap<String, Deque<W>> jobs : turns.values()) {
            jobs.values().removeIf(windows -> {
                windows.removeIf(window -> meant.test(window) && removed.add(window));
                return windows.isEmpty();
            });
        }
        removed.forEach(this::taken);
        return removed;
    }

    private void taken(W window) {
        waiting.computeIfPresent(request.apply(window).model(), (model, count) -> count == 1 ? null : count - 1);
    }

    private String job(W window) {
        String job = request.apply(window).job();
        return job == null ? "" : job;
    }
}
