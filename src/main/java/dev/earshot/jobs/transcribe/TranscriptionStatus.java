package dev.earshot.jobs.transcribe;

import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.speech.Language;

import java.util.Locale;

/**
 * The part of a job's status that only transcriptions have. Pure.
 *
 * @param model    that is used
 * @param language the code requested or detected; {@code auto} until one is detected
 * @param languageProbability of the detected language, 0 to 1; null where the language was requested, or the engine does not report it
 * @param duration seconds of the whole file, or null until known
 */
public record TranscriptionStatus(String model, String language, Double languageProbability, Double duration) {

    /** The probability from which on a detected language is assumed for the rest of the file. */
    private static final double CONFIDENT = 0.8;

    public TranscriptionStatus(String model, String language, Double duration) {
        this(model, language, null, duration);
    }

    /** The status of a new job. */
    public static JobStatus accepted(String model, String language) {
        return JobStatus.of(new TranscriptionStatus(model, language, null)).withPosition(0);
    }

    public static TranscriptionStatus of(JobStatus status) {
        return status.details(TranscriptionStatus.class);
    }

    static TranscriptionStatus of(JobRow row) {
        return of(row.status());
    }

    /** @param duration seconds of the file, or null where that is unknown */
    static JobStatus withDuration(JobStatus status, Double duration) {
        return status.withDetails(TranscriptionStatus.class, own -> new TranscriptionStatus(own.model, own.language, own.languageProbability, duration));
    }

    /** @param notice why this model is used in place of the one requested, or null */
    static JobStatus withModel(JobStatus status, String model, String notice) {
        return status.withDetails(TranscriptionStatus.class, own -> new TranscriptionStatus(model, own.language, own.languageProbability,
                own.duration)).withNotice(notice);
    }

    /** The language that is assumed for the rest of the file; null where it has to be detected. */
    String assumedLanguage() {
        return language.equals(Language.AUTO) || languageProbability != null && languageProbability < CONFIDENT ? null : language;
    }

    /**
     * A window with words was recognised. The most probable language is kept, and of confident detections the latest.
     *
     * @param probability of the language in this window; null where it was not detected there, or the engine does not report it
     */
    static JobStatus withDetectedLanguage(JobStatus status, String language, Double probability) {
        TranscriptionStatus known = of(status);
        boolean better = known.language.equals(Language.AUTO) || probability != null && (probability >= CONFIDENT
                || known.languageProbability != null && probability > known.languageProbability);
        return better ? status.withDetails(TranscriptionStatus.class, own -> new TranscriptionStatus(own.model, language, probability, own.duration)) : status;
    }

    /**
     * Adds the notice that the file is damaged or truncated; an earlier notice stays.
     *
     * @param decoded seconds that could be decoded
     */
    static JobStatus withIncompleteNotice(JobStatus status, double decoded) {
        Double duration = of(status).duration;
        String all = duration == null || duration < decoded + 1 ? "" : " of " + duration(duration);
        String sentence = "Only the first " + duration(decoded) + all + " could be decoded; the file is damaged or cut off.";
        String notice = status.notice();
        return notice != null && notice.contains(sentence) ? status : status.withNotice(notice == null ? sentence : notice + " " + sentence);
    }

    private static String duration(double seconds) {
        return seconds < 120 ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%d:%02d:%02d", (long) seconds / 3600, (long) seconds / 60 % 60, (long) seconds % 60);
    }
}
