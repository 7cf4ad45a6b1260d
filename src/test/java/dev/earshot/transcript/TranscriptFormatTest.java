package dev.earshot.transcript;

import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;
import dev.earshot.speech.TokenLogprob;
import dev.earshot.speech.Word;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TranscriptFormatTest {

    private static final List<Segment> SEGMENTS = List.of(
            new Segment(0, 2.5, " Tom & Jerry <say>"),
            new Segment(2.5, 3, "  "),
            new Segment(59.9996, 3601.25, " a --> b\r\n\r\n twice"));

    @Test
    void textIsTheWordsAndALineEnd() {
        assertEquals("Tom & Jerry\n", TranscriptFormat.TEXT.render(document("transcribe", "en", "Tom & Jerry", SEGMENTS, 11.0)));
    }

    @Test
    void srtNumbersCuesLeavesOutEmptyOnesAndCarriesMilliseconds() {
        assertEquals("""
                1
                00:00:00,000 --> 00:00:02,500
                Tom & Jerry <say>

                2
                00:01:00,000 --> 00:01:07,000
                a --> b twice

                """, TranscriptFormat.SRT.render(document("transcribe", "en", "x", SEGMENTS, 11.0)));
    }

    @Test
    void vttEscapesItsMarkup() {
        assertEquals("""
                WEBVTT

                00:00:00.000 --> 00:00:02.500
                Tom &amp; Jerry &lt;say&gt;

                00:01:00.000 --> 00:01:07.000
                a --&gt; b twice

                """, TranscriptFormat.VTT.render(document("transcribe", "en", "x", SEGMENTS, 11.0)));
    }

    @ParameterizedTest
    @CsvSource({"0, 00:00:00.000", "0.0004, 00:00:00.000", "0.9995, 00:00:01.000", "3599.9999, 01:00:00.000",
            "360000, 100:00:00.000", "-0.01, 00:00:00.000"})
    void timesRoundAsAWhole(double seconds, String expected) {
        assertEquals(expected, Subtitles.time(Cues.of(List.of(new Segment(seconds, seconds + 2, "x")), SubtitleLayout.DEFAULT).get(0).start(), '.'));
    }

    @Test
    void thePageBeginsParagraphsAfterTheSamePause() throws IOException {
        Matcher pause = Pattern.compile("const PARAGRAPH_PAUSE = ([\\d.]+);").matcher(Files.readString(Path.of("web/app/transcribe/transcripts.js")));
        assertTrue(pause.find());
        assertEquals(Paragraphs.PAUSE, Double.parseDouble(pause.group(1)));
    }

    @Test
    void textHasAParagraphFromOnePauseToTheNext() {
        List<Segment> segments = List.of(new Segment(0, 2, " One."), new Segment(3.9, 5, " Two."), new Segment(7, 8, " "), new Segment(7, 9, " Three."),
                new Segment(11, 12, "四。"), new Segment(14.5, 15, "五。"));
        assertEquals("One. Two.\n\nThree.\n\n四。\n\n五。\n", TranscriptFormat.TEXT.render(document("transcribe", "en", "One. Two. Three. 四。五。", segments, 15.0)));
        assertEquals("One. Two. Four.\n", TranscriptFormat.TEXT.render(document("transcribe", "en", "One. Two. Four.", segments, 15.0)),
                "where the segments say something else the text counts");
        assertEquals("One. Two. Three.", new JsonObject(TranscriptFormat.JSON.render(document("transcribe", "en", "One. Two. Three.", segments, 9.0)))
                .getString("text"), "the field is one line, as OpenAI has it");
    }

    @Test
    void textWithTimesIsALineForEachSegment() {
        assertEquals("[0:00] Tom & Jerry <say>\n[0:59] a --> b twice\n[1:02:03] late\n", TranscriptFormat.timed(document("transcribe", "en", "x",
                List.of(SEGMENTS.get(0), SEGMENTS.get(1), SEGMENTS.get(2), new Segment(3723, 3724, " late")), 11.0)));
        assertEquals("", TranscriptFormat.timed(document("transcribe", "en", "", List.of(), 11.0)));
    }

    @Test
    void jsonHasTextAndUsage() {
        assertEquals(new JsonObject("{\"text\":\"hi\",\"usage\":{\"type\":\"duration\",\"seconds\":11.0}}"),
                new JsonObject(TranscriptFormat.JSON.render(document("transcribe", "en", "hi", SEGMENTS, 11.0))));
    }

    @Test
    void jsonHasTheProbabilitiesOfAllTokensOrOfNone() {
        Segment hi = new Segment(0, 1, " hi", null, new Confidence(null, null, null, null, List.of(1),
                List.of(new TokenLogprob(" hi", -0.5, List.of(32, 104, 105)))));
        assertEquals(new JsonArray("[{\"token\":\" hi\",\"logprob\":-0.5,\"bytes\":[32,104,105]}]"),
                new JsonObject(TranscriptFormat.JSON.render(document("transcribe", "en", "hi", List.of(hi), 1.0))).getJsonArray("logprobs"));
        Document half = document("transcribe", "en", "hi hi", List.of(hi, new Segment(1, 2, " hi")), 2.0);
        assertFalse(new JsonObject(TranscriptFormat.JSON.render(half)).containsKey("logprobs"));
        assertFalse(TranscriptFormat.VERBOSE_JSON.render(half).contains("logprobs"), "it has no such field");
    }

    @Test
    void verboseJsonTellsWhatIsKnownAndNothingElse() {
        JsonObject json = new JsonObject(TranscriptFormat.VERBOSE_JSON.render(
                document("transcribe", "de", "hallo", List.of(new Segment(0.5, 1, " hallo")), 2.0)));
        assertEquals(new JsonObject().put("task", "transcribe").put("language", "german").put("duration", 2.0).put("text", "hallo")
                .put("segments", new JsonArray().add(new JsonObject("{\"id\":0,\"start\":0.5,\"end\":1.0,\"text\":\" hallo\"}")))
                .put("usage", new JsonObject("{\"type\":\"duration\",\"seconds\":2.0}")), json);
    }

    @Test
    void verboseJsonHasWordsAndHowSureTheyAreAsOpenAiWritesThem() {
        Segment sure = new Segment(0.5, 2, " Well, so.", List.of(new Word(0.5, 0.9, " Well,", 0.75), new Word(1.5, 2, " so.", 0.5)),
                new Confidence(-0.25, 1.1, 0.001, 0.2, List.of(1042, 13)));
        Segment quiet = new Segment(2, 3, " Yes.", null, new Confidence(null, null, 0.5, null, null));
        JsonObject json = new JsonObject(TranscriptFormat.VERBOSE_JSON.render(
                document("transcribe", "en", "Well, so. Yes.", List.of(sure, quiet), 4.0)));
        assertEquals(new JsonArray("""
                [{"word":"Well,","start":0.5,"end":0.9,"probability":0.75},{"word":"so.","start":1.5,"end":2.0,"probability":0.5}]"""),
                json.getJsonArray("words"));
        assertEquals(new JsonArray("""
                [{"id":0,"start":0.5,"end":2.0,"text":" Well, so.","tokens":[1042,13],"temperature":0.2,"avg_logprob":-0.25,"compression_ratio":1.1,
                  "no_speech_prob":0.001},{"id":1,"start":2.0,"end":3.0,"text":" Yes.","no_speech_prob":0.5}]"""), json.getJsonArray("segments"));
    }

    @Test
    void aTranslationIsEnglish() {
        assertEquals("english", new JsonObject(TranscriptFormat.VERBOSE_JSON.render(
                document("translate", "de", "hello", List.of(), 2.0))).getString("language"));
        for (String task : List.of("transcribe", "translate")) {
            Document detected = new Document(task, "de", 0.75, 2.0, "hallo", List.of(), null, null, null);
            assertEquals(task.equals("transcribe") ? 0.75 : null,
                    new JsonObject(TranscriptFormat.VERBOSE_JSON.render(detected)).getDouble("language_probability"), "of the text's language");
        }
    }

    @Test
    void silenceIsAnEmptyTranscriptInEveryFormat() {
        Document silence = document("transcribe", "auto", "", List.of(), 3.0);
        assertEquals("\n", TranscriptFormat.TEXT.render(silence));
        assertEquals("", TranscriptFormat.SRT.render(silence));
        assertEquals("WEBVTT\n\n", TranscriptFormat.VTT.render(silence));
        assertEquals("", new JsonObject(TranscriptFormat.JSON.render(silence)).getString("text"));
        JsonObject verbose = new JsonObject(TranscriptFormat.VERBOSE_JSON.render(silence));
        assertEquals(new JsonArray(), verbose.getJsonArray("segments"));
        assertEquals(false, verbose.containsKey("language"));
    }

    @Test
    void namesAreOpenAis() {
        assertEquals("text, json, verbose_json, srt, vtt", TranscriptFormat.names());
        assertEquals(Optional.of(TranscriptFormat.VERBOSE_JSON), TranscriptFormat.parse("Verbose_JSON"));
        assertEquals(Optional.of(TranscriptFormat.TEXT), TranscriptFormat.parse("txt"));
        assertEquals(Optional.empty(), TranscriptFormat.parse("diarized_json"));
    }

    private static Document document(String task, String language, String text, List<Segment> segments, Double duration) {
        return new Document(task, language, null, duration, text, segments, null, null, null);
    }
}
