package dev.earshot.http.stream;

import dev.earshot.http.answer.EventStream;
import dev.earshot.jobs.JobMessages.Job;

import java.util.function.Function;

/** The events of one job: as it is, then at every change, then in full when it has ended. */
public final class JobStream {

    private final String id;
    private final EventStream events;
    private final Function<Job, Object> document;
    private boolean started;
    /** The newest change that the client was too slow for; older ones are dropped. */
    private Job latest;

    /** @param document what an event shows of the job */
    public JobStream(String id, EventStream events, Function<Job, Object> document) {
        this.id = id;
        this.events = events;
        this.document = document;
    }

    void start(Job job) {
        started = true;
        if (!job.state().ended()) {
            events.send(document.apply(job));
        }
    }

    void onChanged(Job job) {
        // The end comes from the store, in full; the first document includes earlier changes.
        if (!started || !id.equals(job.id()) || job.state().ended()) {
            return;
        }
        latest = job;
        flush();
    }

    void end(Job job) {
        latest = null;
        events.end(document.apply(job));
    }

    private void flush() {
        if (events.full()) {
            events.whenReady(this::flush);
        } else if (latest != null) {
            events.send(document.apply(latest));
            latest = null;
        }
    }
}
