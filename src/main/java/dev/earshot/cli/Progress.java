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

    private final StatusLine line;
    private final int files;
    private final Map<Integer, double[]> positions = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    /** The preliminary text of a single file, or null; it may still change, so it is shown in the progress line only. */
    private String partialText;
    private final long startedNanos = System.nanoTime();

    /** @param shown whether stderr is a terminal; otherwise nothing is drawn */
    Progress(PrintWriter err, boolean shown, int files) {
        this.line = new StatusLine(err, shown);
        this.files = files;
    }

    /**
     * @param file which of the files, from 0
     * @param job  its job, or the download that it waits for
     */
    synchronized void update(int file, Job job) {
        if (job.transfer() != null) {
            line.show(job.model() + "  " + ProgressLine.of(job.transfer()));
            return;
        }
        if (job.download() != null) {
            line.show(job.download().model() + "  " + ProgressLine.of(job.download()));
            return;
        }
        if (job.waiting() != null) {
            line.show(job.waiting());
            return;
        }
        double position = job.position() == null ? 0 : job.position();
        positions.put(file, new double[] {position, job.duration() == null ? Double.NaN : job.duration()});
        partialText = files > 1 || job.partial() == null ? null : job.partial().text().strip();
        if (job.state().ended()) {
            ended.add(file);
        }
        line.show(text());
    }

    /** Prints a text, and the progress line below it. */
    synchronized void print(PrintWriter out, String text) {
        line.print(out, text, positions.isEmpty() ? null : text());
    }

    void clear() {
        line.clear();
    }

    private String text() {
        double done = positions.values().stream().mapToDouble(p -> p[0]).sum();
        double total = positions.values().stream().mapToDouble(p -> p[1]).sum();
        if (partialText != null) {
            return ProgressLine.of(done, Double.isNaN(total) ? null : total, partialText);
        }
        return (files > 1 ? ended.size() + "/" + files + " files  " : "")
                + ProgressLine.of(done, Double.isNaN(total) ? null : total, Duration.ofNanos(System.nanoTime() - startedNanos));
    }
}
