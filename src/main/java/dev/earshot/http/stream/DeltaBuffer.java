package dev.earshot.http.stream;

import dev.earshot.jobs.JobMessages.WindowDone;

/**
 * The part of a transcript that a streaming client has not been sent yet. Events are hints: a duplicate is dropped, and where one
 * is missing or the client falls far behind, buffering stops and the rest comes from the job's text at the end. So the
 * concatenated deltas are always that text, and a client that does not read costs at most {@value #LIMIT} characters.
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

    /** The part of a job's full text that has not been taken. */
    String rest(String text) {
        return text.substring(Math.min(taken, text.length()));
    }
}
