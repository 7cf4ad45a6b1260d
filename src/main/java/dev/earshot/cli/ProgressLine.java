package dev.earshot.cli;

import dev.earshot.jobs.JobDetailMessages.DownloadDetails;
import dev.earshot.jobs.JobDetailMessages.DownloadProgress;
import dev.earshot.speech.Scripts;

import java.time.Duration;
import java.util.Locale;

/** Progress as one line of text. Pure. */
final class ProgressLine {

    private static final int BAR = 20;
    /** Of a terminal: a line that wraps cannot be overwritten. */
    private static final int COLUMNS = 78;

    private ProgressLine() {
    }

    /**
     * @param done    seconds of audio that are transcribed
     * @param total   seconds of audio in all, or null while unknown
     * @param elapsed since the start
     */
    static String of(double done, Double total, Duration elapsed) {
        double spent = elapsed.toMillis() / 1000.0;
        double speed = spent > 0 ? done / spent : 0;
        String pace = speed > 0 ? String.format(Locale.ROOT, "  %.1fx", speed) : "";
        if (total == null || total <= 0) {
            return clock(done) + " done" + pace;
        }
        String remaining = speed > 0 ? "  " + clock(Math.max(0, total - done) / speed) + " left" : "";
        return bar(done / total) + "  " + clock(done) + " / " + clock(total) + pace + remaining;
    }

    /**
     * With the end of the preliminary text: {@code [####    ]  40 %  …eight nine ten}.
     *
     * @param total seconds of audio in all, or null while unknown
     */
    static String of(double done, Double total, String words) {
        String progress = (total == null || total <= 0 ? clock(done) + " done" : bar(done / total)) + "  ";
        int columns = COLUMNS - progress.length();
        StringBuilder end = new StringBuilder();
        for (int at = words.length(); at > 0 && columns > 0; ) {
            int character = words.codePointBefore(at);
            // Characters of scripts without spaces are two columns wide.
            columns -= Scripts.unspaced(character) ? 2 : 1;
            at -= Character.charCount(character);
            end.insert(0, Character.isISOControl(character) ? " " : Character.toString(character));
        }
        return progress + (end.length() < words.length() ? "…" + end.substring(Character.charCount(end.codePointAt(0))) : end);
    }

    /** For a download: {@code [###     ]  31 %  45 MB / 148 MB  12 MB/s  0:08 left}. */
    static String of(DownloadDetails transfer) {
        return bar((double) transfer.received() / transfer.total()) + "  "
                + bytes(transfer.received(), transfer.total(), transfer.bytesPerSecond(), transfer.secondsLeft());
    }

    /** For a job that waits for a download. */
    static String of(DownloadProgress download) {
        return bar((double) download.received() / download.total()) + "  "
                + bytes(download.received(), download.total(), download.bytesPerSecond(), download.secondsLeft());
    }

    /** {@code 45 MB / 148 MB  12 MB/s  0:08 left}; null for an unknown rate or time. */
    static String bytes(long received, long total, Double perSecond, Double secondsLeft) {
        String pace = perSecond == null ? "" : String.format(Locale.ROOT, "  %.1f MB/s", perSecond / 1e6);
        String left = secondsLeft == null ? "" : "  " + clock(secondsLeft) + " left";
        return String.format(Locale.ROOT, "%.0f MB / %.0f MB", received / 1e6, total / 1e6) + pace + left;
    }

    private static String bar(double done) {
        double share = Math.max(0, Math.min(1, done));
        int filled = (int) Math.round(share * BAR);
        return String.format(Locale.ROOT, "[%s%s] %3.0f %%", "#".repeat(filled), " ".repeat(BAR - filled), share * 100);
    }

    /** Seconds as m:ss, or h:mm:ss from an hour on. */
    static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600 ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
