package dev.earshot.jobs.store;

/** What a user has ordered the owner of a job to do. */
public enum JobOrder {
    CANCEL, PAUSE, RESUME
}
