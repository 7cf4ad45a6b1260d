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

/** The jobs that have not ended, in the order in which they came, and who is to be told of their ends. Belongs to the module's thread. */
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

    /** Those that wait for the end of a job. */
    List<ActiveJob> waiters(String id) {
        return jobs.values().stream().filter(job -> id.equals(job.waitingFor())).toList();
    }

    /** Those that are part of no other. */
    long whole() {
        return jobs.values().stream().filter(job -> job.row().parent() == null).count();
    }

    /** Whether there is one that is not paused. */
    boolean anyAtWork() {
        return jobs.values().stream().anyMatch(job -> job.row().state() != JobState.PAUSED);
    }

    /** Jobs of other services whose end somebody waits for. */
    List<String> awaitedElsewhere() {
        return ends.keySet().stream().filter(id -> !jobs.containsKey(id)).toList();
    }

    /** Tells of the end of one that has not ended. */
    void whenEnded(String id, Consumer<JobRow> listener) {
        ends.computeIfAbsent(id, key -> new ArrayList<>()).add(listener);
    }

    /** Tells all those who wait for the end of a job that is here no more. */
    void ended(JobRow row) {
        List<Consumer<JobRow>> listeners = ends.remove(row.id());
        if (listeners != null) {
            listeners.forEach(listener -> guarded(row, () -> listener.accept(row)));
        }
    }

    /** Where the store fails one of those who are told, the others are told all the same. */
    static void guarded(JobRow row, Runnable telling) {
        try {
            telling.run();
        } catch (Fault fault) {
            LOG.atError().addKeyValue(Logging.JOB, row.id()).log(fault.getMessage());
        }
    }
}
