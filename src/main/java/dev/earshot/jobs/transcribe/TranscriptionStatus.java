package dev.earshot.jobs.transcribe;

import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;

import java.util.Locale;

/**
 * How far a transcription is, beside its position. Pure.
 *
 * @param model    that it uses
 * @param language the code asked for, or detected
 * @param duration seconds of the whole file, or null until known
 */
public record TranscriptionStatus(String model, String language, Double duration) {

    /** Of a job that was just accepted. */
    public static JobStatus accepted(String model, String language) {
        return JobStatus.of(new TranscriptionStatus(model, language, null)).at(0);
    }

    public static TranscriptionStatus of(JobStatus status) {
        return status.details(TranscriptionStatus.class);
    }

    static TranscriptionStatus of(JobRow row) {
        return of(row.status());
    }

    /** The file lasts that long; null where it does not tell. */
    static JobStatus lasting(JobStatus status, Double duration) {
        return status.with(TranscriptionStatus.class, own -> new TranscriptionStatus(own.model, own.language, duration));
    }

    /** The model that is really used, and what is to be known of that, or null. */
    static JobStatus using(JobStatus status, String model, String notice) {
        return status.with(TranscriptionStatus.class, own -> new TranscriptionStatus(model, own.language, own.duration)).noticed(notice);
    }

    static JobStatus spoken(JobStatus status, String language) {
        return status.with(TranscriptionStatus.class, own -> new TranscriptionStatus(own.model, language, own.duration));
    }

    /** The file turned out to be damaged or cut off; what is known already stays said. */
    static JobStatus incomplete(JobStatus status, double decoded) {
        Double duration = of(status).duration;
        String all = duration == null || duration < decoded + 1 ? "" : " of " + length(duration);
        String sentence = "Only the first " + length(decoded) + all + " could be decoded; the file is damaged or cut off.";
        String notice = status.notice();
        return notice != null && notice.contains(sentence) ? status : status.noticed(notice == null ? sentence : notice + " " + sentence);
    }

    private static String length(double seconds) {
        return seconds < 120 ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%d:%02d:%02d", (long) seconds / 3600, (long) seconds / 60 % 60, (long) seconds % 60);
    }
}
