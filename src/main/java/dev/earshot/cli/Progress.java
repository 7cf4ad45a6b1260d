package dev.earshot.cli;

import dev.earshot.jobs.JobMessages.Job;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The progress of all files of a command, as one line at the bottom of a terminal. Thread-safe. */
final class Progress {

    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter err;
    private final boolean shown;
    private final int files;
    private final Map<Integer, double[]> positions = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private final long began = System.nanoTime();
    private long drawn;
    private int width;

    /** @param shown whether stderr is a terminal; otherwise nothing is drawn */
    Progress(PrintWriter err, boolean shown, int files) {
        this.err = err;
        this.shown = shown;
        this.files = files;
    }

    /** @param file which of the files, from 0 */
    synchronized void update(int file, Job job) {
        if (!shown) {
            return;
        }
        double position = job.position() == null ? 0 : job.position();
        positions.put(file, new double[] {position, job.duration() == null ? Double.NaN : job.duration()});
        if (job.state().ended()) {
            ended.add(file);
        }
        long now = System.nanoTime();
        if (now - drawn >= REDRAW_NANOS) {
            drawn = now;
            draw();
        }
    }

    /** Prints a line of its own, the progress after it. */
    synchronized void print(PrintWriter out, String text) {
        clear();
        out.print(text);
        out.flush();
        if (shown && positions.size() > 0) {
            draw();
        }
    }

    synchronized void clear() {
        if (shown && width > 0) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
            width = 0;
        }
    }

    private void draw() {
        double done = positions.values().stream().mapToDouble(p -> p[0]).sum();
        double total = positions.values().stream().mapToDouble(p -> p[1]).sum();
        String line = (files > 1 ? ended.size() + "/" + files + " files  " : "")
                + ProgressLine.of(done, Double.isNaN(total) ? null : total, Duration.ofNanos(System.nanoTime() - began));
        err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        err.flush();
        width = line.length();
    }
}
