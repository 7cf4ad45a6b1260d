package dev.earshot.cli;

import dev.earshot.jobs.JobMessages.Folder;
import dev.earshot.jobs.JobMessages.Job;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** Jobs as text for people. Pure. */
final class JobTable {

    private static final int NOTE = 60;
    private static final int NAME = 40;

    private JobTable() {
    }

    static String of(List<Job> jobs, Instant now, ZoneId zone) {
        Table table = new Table("ID", "CREATED", "KIND", "STATE", "PROGRESS", "NAME", "NOTE");
        for (Job job : jobs) {
            table.row(job.id(), Moments.date(job.created(), now, zone), job.kind(), state(job), percent(job), name(job.name()),
                    shortened(note(job), NOTE));
        }
        return table.toString();
    }

    /** Everything, a line each. */
    static String details(Job job, Instant now, ZoneId zone) {
        Table table = new Table("ID", job.id());
        table.row("NAME", Table.or(job.name(), ""));
        table.row("KIND", job.kind());
        table.row("STATE", state(job) + (job.progress() == null || job.state().ended() ? "" : ", " + percent(job)));
        table.row("MODEL", Table.or(job.model(), "-"));
        table.row("LANGUAGE", Table.or(job.language(), "-"));
        table.row("CREATED", Moments.date(job.created(), now, zone) + " (" + Moments.relative(job.created(), now) + ")");
        if (job.ended() != null) {
            table.row("ENDED", Moments.date(job.ended(), now, zone) + " (" + Moments.relative(job.ended(), now) + ")");
        }
        if (job.duration() != null) {
            table.row("AUDIO", ProgressLine.clock(job.duration()));
        }
        if (!note(job).isEmpty()) {
            table.row("NOTE", note(job));
        }
        if (job.notice() != null && !note(job).equals(job.notice())) {
            table.row("NOTICE", job.notice());
        }
        return table.toString();
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
        if (job.waitingFor() != null) {
            return "waits for " + job.waitingFor();
        }
        if (job.folder() != null) {
            Folder folder = job.folder();
            return folder.done() + " done, " + folder.failed() + " failed, " + folder.current() + " already transcribed of " + folder.files();
        }
        return job.transfer() == null || job.state().ended() ? Table.or(job.notice(), "") : ProgressLine.of(job.transfer());
    }

    /** Of a sentence its beginning. */
    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1).stripTrailing() + "…";
    }

    /** Both ends of a name: what tells files apart is often at the end. */
    private static String name(String text) {
        if (text == null || text.length() <= NAME) {
            return Table.or(text, "");
        }
        int head = NAME / 2;
        return text.substring(0, head) + "…" + text.substring(text.length() - (NAME - head - 1));
    }
}
