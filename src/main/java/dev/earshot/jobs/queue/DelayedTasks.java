package dev.earshot.jobs.queue;

import java.time.Duration;

/** Runs tasks later, on the module's thread. */
public interface DelayedTasks {

    void after(Duration time, Runnable work);
}
