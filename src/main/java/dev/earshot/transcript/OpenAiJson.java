package dev.earshot.transcript;

import dev.earshot.bus.Json;
import dev.earshot.speech.Language;
import dev.earshot.speech.Segment;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The {@code json} and {@code verbose_json} of OpenAI's audio API. What the engine does not tell (log-probabilities,
 * tokens, word times) is absent; {@code model}, {@code notice} and {@code timing} are Earshot's own.
 */
final class OpenAiJson {

    private static final String TRANSLATE = "translate";

    private OpenAiJson() {
    }

    static String brief(Document document) {
        return Json.write(new Brief(document.text(), Usage.of(document), document.model(), document.notice(), document.timing()));
    }

    static String verbose(Document document) {
        List<Segment> segments = document.segments();
        return Json.write(new Verbose(document.task(), language(document), document.duration(), document.text(),
                IntStream.range(0, segments.size()).mapToObj(i -> OpenAiSegment.of(i, segments.get(i))).toList(), Usage.of(document),
                document.model(), document.notice(), document.timing()));
    }

    /** The language of the text: English after a translation, absent where nothing was said that could tell. */
    private static String language(Document document) {
        if (TRANSLATE.equals(document.task())) {
            return Language.name("en");
        }
        return document.language() == null || document.language().equals(Language.AUTO) ? null : Language.name(document.language());
    }

    private record Brief(String text, Usage usage, String model, String notice, Timing timing) {
    }

    private record Verbose(String task, String language, Double duration, String text, List<OpenAiSegment> segments, Usage usage, String model,
                           String notice, Timing timing) {
    }

    private record OpenAiSegment(int id, double start, double end, String text) {

        static OpenAiSegment of(int id, Segment segment) {
            return new OpenAiSegment(id, segment.start(), segment.end(), segment.text());
        }
    }

    /** @param seconds of audio */
    private record Usage(String type, double seconds) {

        static Usage of(Document document) {
            return document.duration() == null ? null : new Usage("duration", document.duration());
        }
    }
}
