package dev.earshot.http.stream;

import dev.earshot.jobs.JobMessages.WindowDone;

/**
 * What a streaming client has still to get of a transcript. Events are hints: one that comes twice is dropped, and where
 * one is missing or the client falls far behind, collecting ends and the rest comes from the job's text at the end. So the
 * deltas joined are always that text, and a reader that does not read costs no more than {@value #LIMIT} characters.
 */
final class DeltaBuffer {

    static final int LIMIT = 65_536;

    private final StringBuilder pending = new StringBuilder();
    private int next;
    private int taken;
    private boolean collecting = true;

    void add(WindowDone window) {
        if (!collecting || window.index() < next) {
            return;
        }
        if (window.index() > next || pending.length() + window.text().length() > LIMIT) {
            collecting = false;
            return;
        }
        next++;
        pending.append(window.text());
    }

    /** The text to send now; empty where there is none. */
    String take() {
        String text = pending.toString();
        pending.setLength(0);
        taken += text.length();
        return text;
    }

    /** What of a job's whole text has not been taken. */
    String rest(String text) {
        return text.substring(Math.min(taken, text.length()));
    }
}
