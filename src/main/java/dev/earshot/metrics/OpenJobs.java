package dev.earshot.metrics;

import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How many jobs are in which state, from their events. One thread at a time. */
final class OpenJobs {

    /** Jobs whose end was never published, as when another node has taken them over, are forgotten after so many others. */
    private static final int MOST = 100_000;

    private record TrackedJob(String kind, JobState state) {
    }

    private final Meters meters;
    private final Map<String, TrackedJob> open = new LinkedHashMap<>();

    OpenJobs(Meters meters) {
        this.meters = meters;
    }

    /** A job has changed. There is an event of every job before its end, so an end that comes twice is counted once. */
    void changed(Job job) {
        // Kinds are declared by the types of jobs, so there are only a few.
        String kind = job.kind();
        TrackedJob before = open.remove(job.id());
        if (before != null) {
            count(before, -1);
        }
        if (!job.state().ended()) {
            TrackedJob now = new TrackedJob(kind, job.state());
            open.put(job.id(), now);
            count(now, 1);
            forgetOldest();
        } else if (before != null) {
            meters.jobsEnded.add(1, kind, text(job.state()));
            if (job.ended() != null) {
                meters.jobSeconds.observe(Math.max(0, Duration.between(job.created(), job.ended()).toMillis() / 1e3), kind);
            }
        }
    }

    private void forgetOldest() {
        if (open.size() > MOST) {
            String oldest = open.keySet().iterator().next();
            count(open.remove(oldest), -1);
        }
    }

    private void count(TrackedJob job, int by) {
        meters.jobs.add(by, job.kind(), text(job.state()));
    }

    private static String text(JobState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
