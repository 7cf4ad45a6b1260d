package dev.earshot.transcript;

import dev.earshot.bus.Json;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Language;
import dev.earshot.speech.Segment;
import dev.earshot.speech.TokenLogprob;
import dev.earshot.speech.Word;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The {@code json} and {@code verbose_json} of OpenAI's audio API. What the engine does not tell, words whose times nobody asked for
 * and tokens' probabilities likewise are absent; {@code model}, {@code notice}, {@code timing} and a word's {@code probability} are Earshot's own.
 */
final class OpenAiJson {

    private static final String TRANSLATE = "translate";

    private OpenAiJson() {
    }

    static String brief(Document document) {
        return Json.write(new Brief(document.text(), TokenLogprob.all(document.segments()), Usage.of(document), document.model(), document.notice(),
                document.timing()));
    }

    static String verbose(Document document) {
        List<Segment> segments = document.segments();
        return Json.write(new Verbose(document.task(), language(document), TRANSLATE.equals(document.task()) ? null : document.languageProbability(),
                document.duration(), document.text(),
                IntStream.range(0, segments.size()).mapToObj(i -> OpenAiSegment.of(i, segments.get(i))).toList(), words(segments), Usage.of(document),
                document.model(), document.notice(), document.timing()));
    }

    /** The language of the text: English after a translation, absent where nothing was said that could tell. */
    private static String language(Document document) {
        if (TRANSLATE.equals(document.task())) {
            return Language.name("en");
        }
        return document.language() == null || document.language().equals(Language.AUTO) ? null : Language.name(document.language());
    }

    /** Of all segments that have any; null where none was asked for. */
    private static List<OpenAiWord> words(List<Segment> segments) {
        return segments.stream().allMatch(segment -> segment.words() == null) ? null : segments.stream().filter(segment -> segment.words() != null)
                .flatMap(segment -> segment.words().stream()).map(OpenAiWord::of).toList();
    }

    private record Brief(String text, List<TokenLogprob> logprobs, Usage usage, String model, String notice, Timing timing) {
    }

    private record Verbose(String task, String language, Double languageProbability, Double duration, String text, List<OpenAiSegment> segments,
                           List<OpenAiWord> words, Usage usage, String model, String notice, Timing timing) {
    }

    private record OpenAiSegment(int id, double start, double end, String text, List<Integer> tokens, Double temperature, Double avgLogprob,
                                 Double compressionRatio, Double noSpeechProb) {

        static OpenAiSegment of(int id, Segment segment) {
            Confidence known = segment.confidence();
            return known == null ? new OpenAiSegment(id, segment.start(), segment.end(), segment.text(), null, null, null, null, null)
                    : new OpenAiSegment(id, segment.start(), segment.end(), segment.text(), known.tokens(), known.temperature(), known.avgLogprob(),
                            known.compressionRatio(), known.noSpeechProb());
        }
    }

    /** @param word without the space before it, as OpenAI has it */
    private record OpenAiWord(String word, double start, double end, double probability) {

        static OpenAiWord of(Word word) {
            return new OpenAiWord(word.text().strip(), word.start(), word.end(), word.probability());
        }
    }

    /** @param seconds of audio */
    private record Usage(String type, double seconds) {

        static Usage of(Document document) {
            return document.duration() == null ? null : new Usage("duration", document.duration());
        }
    }
}
