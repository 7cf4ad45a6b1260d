package dev.earshot.cli;

import java.io.PrintWriter;

/** A line at the bottom of a terminal that is overwritten by the next one. Thread-safe. */
final class StatusLine {

    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter err;
    private final boolean shown;
    private long drawn;
    private int width;

    /** @param shown whether stderr is a terminal; otherwise nothing is drawn */
    StatusLine(PrintWriter err, boolean shown) {
        this.err = err;
        this.shown = shown;
    }

    /** Draws the line, unless one was drawn a moment ago. */
    synchronized void show(String text) {
        long now = System.nanoTime();
        if (shown && now - drawn >= REDRAW_NANOS) {
            drawn = now;
            draw(text);
        }
    }

    /** Prints a text above the line. */
    synchronized void print(PrintWriter out, String text, String line) {
        clear();
        out.print(text);
        out.flush();
        if (shown && line != null) {
            draw(line);
        }
    }

    synchronized void clear() {
        if (shown && width > 0) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
            width = 0;
        }
    }

    private void draw(String text) {
        err.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
        err.flush();
        width = text.length();
    }
}
