package dev.earshot.cli;

import dev.earshot.jobs.JobDetailMessages.DownloadProgress;
import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.transcript.Timing;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Jobs as text for people. Pure. */
final class JobTable {

    private static final int MAX_NOTE_CHARS = 60;
    private static final int MAX_NAME_CHARS = 40;
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss");

    private JobTable() {
    }

    /** A row for each job; below the first one that waits for a download, a row for that. */
    static String of(List<Job> jobs, Instant now, ZoneId zone) {
        Table table = new Table("ID", "CREATED", "KIND", "STATE", "PROGRESS", "NAME", "NOTE");
        Set<String> shown = new HashSet<>();
        for (Job job : jobs) {
            table.row(job.id(), TimeText.date(job.created(), now, zone), job.kind(), state(job), percent(job), name(job.name()),
                    shortened(note(job), MAX_NOTE_CHARS));
            DownloadProgress download = job.download();
            if (download != null && shown.add(download.job())) {
                table.row("└ " + download.job(), "", "download", download.state().name().toLowerCase(Locale.ROOT),
                        download.total() <= 0 ? "-" : Math.round(100.0 * download.received() / download.total()) + " %", download.model(),
                        ProgressLine.bytes(download.received(), download.total(), download.bytesPerSecond(), download.secondsLeft()));
            }
        }
        return table.toString();
    }

    /** All fields of a job, one in a line. */
    static String details(Job job, Instant now, ZoneId zone) {
        Table table = new Table("ID", job.id());
        table.row("NAME", Table.or(job.name(), ""));
        table.row("KIND", job.kind());
        table.row("STATE", state(job) + (job.progress() == null || job.state().ended() ? "" : ", " + percent(job)));
        table.row("MODEL", Table.or(job.model(), "-"));
        table.row("LANGUAGE", Table.or(job.language(), "-"));
        table.row("CREATED", moment(job.created(), now, zone));
        if (job.ended() != null) {
            table.row("ENDED", moment(job.ended(), now, zone));
        }
        if (job.duration() != null) {
            table.row("AUDIO", ProgressLine.clock(job.duration()));
        }
        if (job.timing() != null) {
            table.row("TIMING", timing(job.timing()));
        }
        if (!note(job).isEmpty()) {
            table.row("NOTE", note(job));
        }
        if (job.download() != null) {
            table.row("DOWNLOAD", job.download().model() + "  " + ProgressLine.of(job.download()));
        }
        if (job.canResume() || job.canRetry()) {
            table.row("NEXT", "'earshot jobs " + (job.canResume() ? "resume " : "retry ") + job.id() + "' "
                    + (job.canResume() ? "continues where it stopped." : "starts it again as a new job."));
        }
        List<LogLine> log = job.log() == null ? List.of() : job.log();
        for (int i = 0; i < log.size(); i++) {
            table.row(i == 0 ? "LOG" : "", SECOND.format(log.get(i).at().atZone(zone)) + "  " + log.get(i).message());
        }
        return table.toString();
    }

    private static String moment(Instant at, Instant now, ZoneId zone) {
        return TimeText.date(at, now, zone) + " (" + TimeText.relative(at, now) + ")";
    }

    private static String timing(Timing timing) {
        String text = String.format(Locale.ROOT, "waited %.1f s, loading %.1f s, computing %.1f s", timing.waitedMs() / 1000.0,
                timing.loadingMs() / 1000.0, timing.computingMs() / 1000.0);
        String library = timing.library() == null ? "" : "; " + timing.library().text();
        return timing.realTimeFactor() == null || timing.realTimeFactor() <= 0 ? text + library
                : text + String.format(Locale.ROOT, " (%.1fx as fast as the audio)", 1 / timing.realTimeFactor()) + library;
    }

    private static String state(Job job) {
        return job.state().name().toLowerCase(Locale.ROOT);
    }

    private static String percent(Job job) {
        return job.progress() == null ? "-" : Math.round(job.progress() * 100) + " %";
    }

    private static String note(Job job) {
        if (job.error() != null) {
            return job.error().message().replace('\n', ' ');
        }
        if (job.waiting() != null) {
            return job.waiting();
        }
        if (job.download() != null) {
            return "waits for the download of " + job.download().model();
        }
        if (job.folder() != null) {
            FolderDetails folder = job.folder();
            return folder.done() + " done, " + folder.failed() + " failed, " + folder.current() + " already transcribed of " + folder.files();
        }
        return job.transfer() == null || job.state().ended() ? Table.or(job.notice(), "") : ProgressLine.bytes(job.transfer().received(),
                job.transfer().total(), job.transfer().bytesPerSecond(), job.transfer().secondsLeft());
    }

    /** The beginning of a sentence. */
    private static String shortened(String text, int maxChars) {
        return text.length() <= maxChars ? text : text.substring(0, maxChars - 1).stripTrailing() + "…";
    }

    /** A name shortened in the middle: files often differ at the end. */
    private static String name(String text) {
        if (text == null || text.length() <= MAX_NAME_CHARS) {
            return Table.or(text, "");
        }
        int head = MAX_NAME_CHARS / 2;
        return text.substring(0, head) + "…" + text.substring(text.length() - (MAX_NAME_CHARS - head - 1));
    }
}
