package dev.earshot.jobs.queue;

import dev.earshot.jobs.JobMessages.LogLine;

/** Notified of changes of jobs, on the module's thread. */
public interface JobListener {

    /** After every change; a change of state has been stored before. */
    void onChanged(ActiveJob job);

    void onLogged(ActiveJob job, LogLine line);

    /** An order for another service's job has been stored. */
    void onOrder(String id);
}
