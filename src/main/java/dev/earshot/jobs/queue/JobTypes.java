package dev.earshot.jobs.queue;

import dev.earshot.jobs.store.JobRow;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All job types, by their kinds. Belongs to the module's thread. */
public final class JobTypes {

    private final Map<String, JobType> types = new TreeMap<>();
    private final JobType unknown = new UnknownJobs();

    void add(JobType type) {
        type.kinds().forEach(kind -> {
            if (types.putIfAbsent(kind, type) != null) {
                throw new IllegalArgumentException("Two types of job are called " + kind);
            }
        });
    }

    /** The type of a job; {@link UnknownJobs} where this version does not know its kind. */
    public JobType of(JobRow row) {
        return types.getOrDefault(row.kind(), unknown);
    }

    /** Why a job cannot be executed here, a sentence; null where it can be. */
    public String unsupported(JobRow row) {
        return types.containsKey(row.kind()) ? null : UnknownJobs.unsupported(row);
    }

    JobType of(String kind) {
        return Optional.ofNullable(types.get(kind)).orElseThrow(() -> new IllegalArgumentException("There is no type of job called " + kind + "."));
    }

    public Set<String> kinds() {
        return types.keySet();
    }

    public List<JobType> all() {
        return List.copyOf(new LinkedHashSet<>(types.values()));
    }
}
