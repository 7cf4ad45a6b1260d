package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.log.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The jobs that have not ended, in the order of their acceptance, and the listeners for their ends. Belongs to the module's thread. */
final class ActiveJobs {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveJobs.class);

    private final Map<String, ActiveJob> jobs = new LinkedHashMap<>();
    private final Map<String, List<Consumer<JobRow>>> ends = new HashMap<>();

    void add(ActiveJob job) {
        jobs.put(job.id(), job);
    }

    void remove(ActiveJob job) {
        jobs.remove(job.id());
    }

    Optional<ActiveJob> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    List<ActiveJob> all() {
        return List.copyOf(jobs.values());
    }

    List<ActiveJob> all(JobType type) {
        return jobs.values().stream().filter(job -> job.type() == type).toList();
    }

    List<ActiveJob> children(String parent) {
        return jobs.values().stream().filter(job -> parent.equals(job.row().parent())).toList();
    }

    /** The jobs that wait for another one's end. */
    List<ActiveJob> waiters(String id) {
        return jobs.values().stream().filter(job -> id.equals(job.waitingFor())).toList();
    }

    /** How many have no parent. */
    long topLevelCount() {
        return jobs.values().stream().filter(job -> job.row().parent() == null).count();
    }

    /** Whether any job is not paused. */
    boolean anyNotPaused() {
        return jobs.values().stream().anyMatch(job -> job.row().state() != JobState.PAUSED);
    }

    /** Jobs of other services for whose end there are listeners. */
    List<String> awaitedRemoteIds() {
        return ends.keySet().stream().filter(id -> !jobs.containsKey(id)).toList();
    }

    /** Adds a listener for the end of a job that has not ended. */
    void whenEnded(String id, Consumer<JobRow> listener) {
        ends.computeIfAbsent(id, key -> new ArrayList<>()).add(listener);
    }

    /** Notifies the listeners for the end of a job, and removes them. */
    void notifyEnded(JobRow row) {
        List<Consumer<JobRow>> listeners = ends.remove(row.id());
        if (listeners != null) {
            listeners.forEach(listener -> logFault(row, () -> listener.accept(row)));
        }
    }

    /** Logs a failure of the store, so that one listener that fails does not keep the others from being notified. */
    static void logFault(JobRow row, Runnable action) {
        try {
            action.run();
        } catch (Fault fault) {
            LOG.atError().addKeyValue(Logging.JOB, row.id()).log(fault.getMessage());
        }
    }
}
