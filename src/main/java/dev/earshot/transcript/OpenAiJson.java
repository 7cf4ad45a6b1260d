package dev.earshot.transcript;

import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.speech.Language;
import dev.earshot.speech.Segment;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The {@code json} and {@code verbose_json} of OpenAI's audio API. What the engine does not tell (log-probabilities,
 * tokens, word times) is absent.
 */
final class OpenAiJson {

    private static final String TRANSLATE = "translate";

    private OpenAiJson() {
    }

    static String brief(Job job) {
        return Json.write(new Brief(TranscriptFormat.text(job), Usage.of(job)));
    }

    static String verbose(Job job) {
        List<Segment> segments = job.segments() == null ? List.of() : job.segments();
        return Json.write(new Verbose(job.kind(), language(job), job.duration(), TranscriptFormat.text(job),
                IntStream.range(0, segments.size()).mapToObj(i -> Line.of(i, segments.get(i))).toList(), Usage.of(job)));
    }

    /** The language of the text: English after a translation, absent where nothing was said that could tell. */
    private static String language(Job job) {
        if (TRANSLATE.equals(job.kind())) {
            return Language.name("en");
        }
        return job.language() == null || job.language().equals(Language.AUTO) ? null : Language.name(job.language());
    }

    private record Brief(String text, Usage usage) {
    }

    private record Verbose(String task, String language, Double duration, String text, List<Line> segments, Usage usage) {
    }

    private record Line(int id, double start, double end, String text) {

        static Line of(int id, Segment segment) {
            return new Line(id, segment.start(), segment.end(), segment.text());
        }
    }

    /** @param seconds of sound */
    private record Usage(String type, double seconds) {

        static Usage of(Job job) {
            return job.duration() == null ? null : new Usage("duration", job.duration());
        }
    }
}
