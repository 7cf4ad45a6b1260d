package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobRow;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The types of job that there are, by their kinds. Belongs to the module's thread. */
public final class JobTypes {

    private final Map<String, JobType> types = new TreeMap<>();

    void add(JobType type) {
        type.kinds().forEach(kind -> {
            if (types.putIfAbsent(kind, type) != null) {
                throw new IllegalArgumentException("Two types of job are called " + kind);
            }
        });
    }

    /** The type of a job. */
    public JobType of(JobRow row) {
        return of(row.kind());
    }

    JobType of(String kind) {
        return Optional.ofNullable(types.get(kind)).orElseThrow(() -> new Fault(Fault.Code.INTERNAL, "There is no type of job called " + kind + "."));
    }

    public Set<String> kinds() {
        return types.keySet();
    }

    public List<JobType> all() {
        return List.copyOf(new LinkedHashSet<>(types.values()));
    }
}
