package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Bus;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.Job;

/** Waits for jobs of the modules in this process. Blocking. */
final class LocalJobs {

    private static final int AWAIT_SECONDS = 20;

    private LocalJobs() {
    }

    /** Waits for a job's end; fails with its error where it is paused by one. */
    static Job ended(Bus bus, Job job) {
        Job latest = job;
        while (!latest.state().ended()) {
            latest = Service.await(bus.request(JobMessages.AWAIT, new AwaitJob(job.id(), AWAIT_SECONDS)));
            if (latest.pausedByError()) {
                throw latest.error().toFault();
            }
        }
        return latest;
    }
}
