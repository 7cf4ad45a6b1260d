package dev.earshot.jobs.transcribe;

import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.speech.Language;

import java.util.Locale;

/**
 * How far a transcription is, beside its position. Pure.
 *
 * @param model    that it uses
 * @param language the code asked for, or detected
 * @param languageProbability of a language that was detected, 0 to 1; null where it was asked for, or the engine does not tell
 * @param duration seconds of the whole file, or null until known
 */
public record TranscriptionStatus(String model, String language, Double languageProbability, Double duration) {

    /** From here on a detected language is taken for that of the rest of the file. */
    private static final double SURE = 0.8;

    public TranscriptionStatus(String model, String language, Double duration) {
        this(model, language, null, duration);
    }

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
        return status.with(TranscriptionStatus.class, own -> new TranscriptionStatus(own.model, own.language, own.languageProbability, duration));
    }

    /** The model that is really used, and what is to be known of that, or null. */
    static JobStatus using(JobStatus status, String model, String notice) {
        return status.with(TranscriptionStatus.class, own -> new TranscriptionStatus(model, own.language, own.languageProbability,
                own.duration)).noticed(notice);
    }

    /** The language that the rest of the file is taken to be in; null where that has to be detected. */
    String assumedLanguage() {
        return language.equals(Language.AUTO) || languageProbability != null && languageProbability < SURE ? null : language;
    }

    /**
     * A window with words in it was recognised; the language that is surest stays, and of those that are sure the last.
     *
     * @param probability of the language in that window; null where it was not detected there, or the engine does not tell
     */
    static JobStatus heard(JobStatus status, String language, Double probability) {
        TranscriptionStatus known = of(status);
        boolean surer = known.language.equals(Language.AUTO) || probability != null && (probability >= SURE
                || known.languageProbability != null && probability > known.languageProbability);
        return surer ? status.with(TranscriptionStatus.class, own -> new TranscriptionStatus(own.model, language, probability, own.duration)) : status;
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
