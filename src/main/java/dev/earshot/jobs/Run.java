package dev.earshot.jobs;

import dev.earshot.audio.AudioMessages.Window;
import dev.earshot.bus.Sound;

import java.time.Instant;

/** A job that has not ended, as the jobs room works on it. Changed on the room's own thread only. */
final class Run {

    private JobRow row;
    private StringBuilder text;
    private int windows;
    private String lease;
    private String session;
    private Instant opened;
    private Sound<Window> ready;
    private boolean inEngine;
    private boolean exhausted;
    private boolean over;

    /**
     * @param text    what its finished windows say
     * @param windows how many of them there are
     */
    Run(JobRow row, String text, int windows) {
        this.row = row;
        this.text = new StringBuilder(text);
        this.windows = windows;
    }

    String id() {
        return row.id();
    }

    JobRow row() {
        return row;
    }

    void row(JobRow newRow) {
        row = newRow;
    }

    /** The last character of what it says so far, as text; empty where that is nothing. */
    String lastCharacter() {
        return text.length() == 0 ? "" : Character.toString(text.codePointBefore(text.length()));
    }

    int windows() {
        return windows;
    }

    void done(String added) {
        text.append(added);
        windows++;
    }

    /** The hold on its model; null until it has one. */
    String lease() {
        return lease;
    }

    void lease(String newLease) {
        lease = newLease;
    }

    /** Its open file; null until it is open. */
    String session() {
        return session;
    }

    void session(String newSession) {
        session = newSession;
    }

    /** When its turn to have its file open began; null before its first. */
    Instant opened() {
        return opened;
    }

    void opened(Instant now) {
        opened = now;
    }

    /** A window that waits for the engine, or null. */
    Sound<Window> ready() {
        return ready;
    }

    void ready(Sound<Window> window) {
        ready = window;
    }

    boolean inEngine() {
        return inEngine;
    }

    void inEngine(boolean now) {
        inEngine = now;
    }

    /** Every window of its file has been asked for, and the last one is known. */
    boolean exhausted() {
        return exhausted;
    }

    void exhaust() {
        exhausted = true;
    }

    /** Nothing is to be done for it any more: it ended, or is left to the next start. */
    boolean over() {
        return over;
    }

    void finish() {
        over = true;
    }

    /** What the engine knows its present window by. */
    String ticket() {
        return id() + ":" + windows;
    }
}
