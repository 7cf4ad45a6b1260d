package dev.earshot.jobs.store;

/** What the owner of a job is to do with it, at the wish of somebody else. */
public enum JobOrder {
    CANCEL, PAUSE, RESUME
}
