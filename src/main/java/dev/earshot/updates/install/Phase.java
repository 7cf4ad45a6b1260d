package dev.earshot.updates.install;

/** Where an update stands, as docs/decisions/0022-releases-and-updates.md has it. */
public enum Phase {
    /** There is nothing to do. */
    IDLE,
    /** A version is verified and unpacked, and waits for a start. */
    STAGED,
    /** A trial of it has begun. */
    TRYING,
    /** It runs since less than an hour. */
    PROBATION,
    /** It is not tried again. */
    FAILED
}
