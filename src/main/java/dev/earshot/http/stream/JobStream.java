package dev.earshot.http.stream;

import dev.earshot.http.answer.EventStream;
import dev.earshot.jobs.JobMessages.Job;

import java.util.function.Function;

/** What is told of one job as events: as it is, then at every change, then whole when it has ended. */
public final class JobStream {

    private final String id;
    private final EventStream events;
    private final Function<Job, Object> document;
    private boolean begun;
    /** The newest change that the client was too slow for; older ones are of no use to it. */
    private Job latest;

    /** @param document what to tell of the job */
    public JobStream(String id, EventStream events, Function<Job, Object> document) {
        this.id = id;
        this.events = events;
        this.document = document;
    }

    void begin(Job job) {
        begun = true;
        if (!job.state().ended()) {
            events.send(document.apply(job));
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
