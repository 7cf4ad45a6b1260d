package dev.earshot.http;

import dev.earshot.jobs.JobMessages.Job;

/** One job's documents as events: as it is, then at every change, then whole when it has ended. */
final class JobStream {

    private final String id;
    private final EventStream events;
    private boolean begun;
    /** The newest change that the client was too slow for; older ones are of no use to it. */
    private Job latest;

    JobStream(String id, EventStream events) {
        this.id = id;
        this.events = events;
    }

    void begin(Job job) {
        begun = true;
        if (!job.state().ended()) {
            events.send(job);
        }
    }

    void changed(Job job) {
        // The end comes from the store, whole; what changed before the first document is in it.
        if (!begun || !id.equals(job.id()) || job.state().ended()) {
            return;
        }
        latest = job;
        flush();
    }

    void end(Job job) {
        latest = null;
        events.end(job);
    }

    private void flush() {
        if (events.full()) {
            events.whenReady(this::flush);
        } else if (latest != null) {
            events.send(latest);
            latest = null;
        }
    }
}
