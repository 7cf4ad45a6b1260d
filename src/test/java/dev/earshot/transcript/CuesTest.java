package dev.earshot.transcript;

import dev.earshot.speech.Segment;
import dev.earshot.speech.Word;
import dev.earshot.transcript.Cues.Cue;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CuesTest {

    private static List<String> cues(Segment... segments) {
        return Cues.of(List.of(segments), SubtitleLayout.DEFAULT).stream()
                .map(cue -> cue.start() + "-" + cue.end() + " " + String.join("/", cue.lines())).toList();
    }

    @Test
    void aLongSegmentIsCutAtTheEndOfASentenceAndItsTimeShared() {
        assertEquals(List.of("0-5063 It was a long day, and nobody had slept.", "5063-10000 Then the rain came down on all of them."),
                cues(new Segment(0, 10, " It was a long day, and nobody had slept. Then the rain came down on all of them.")).stream()
                        .map(cue -> cue.replace("/", " ")).toList());
    }

    @Test
    void withoutSentencesItIsCutAtClausesAndWithoutThoseAtWords() {
        assertEquals(List.of("when it was late and all the others/had long gone home to their beds,",
                "we sat down by the window that looks/over the harbour and the ships and talked"),
                cues(new Segment(0, 9, " when it was late and all the others had long gone home to their beds, we sat down by the window that looks over"
                        + " the harbour and the ships and talked")).stream().map(cue -> cue.replaceAll("^\\S+ ", "")).toList());
        List<String> words = cues(new Segment(0, 9, " one two three four five six seven eight nine ten".repeat(3)));
        assertEquals(2, words.size(), words.toString());
    }

    @Test
    void aShortTextThatLastsForEverIsShownAtItsBeginning() {
        assertEquals(List.of("5000-12000 Yes."), cues(new Segment(5, 30, " Yes.")));
    }

    @Test
    void whatHasNoTimeIsShownWhileThereIsRoomAndNothingOverlaps() {
        assertEquals(List.of("1000-2000 a", "2000-2001 b", "2001-2002 c", "2002-3002 d"),
                cues(new Segment(1, 1, "a"), new Segment(2, 2, "b"), new Segment(2, 2, "c"), new Segment(1.5, 1.8, "d")));
    }

    @Test
    void segmentsWithoutWordsAreNotShown() {
        assertEquals(List.of(), cues(new Segment(0, 5, " ")));
        assertEquals(List.of("1000-2000 a", "3000-4000 b"),
                cues(new Segment(0, 1, ""), new Segment(1, 1.1, "a"), new Segment(1.2, 1.4, " \n"), new Segment(3, 3.5, "b")), "nor do they take a's time");
    }

    @Test
    void scriptsWithoutSpacesAndWordsWithoutEndAreCutToo() {
        Cue first = Cues.of(List.of(new Segment(0, 6, "我们昨天晚上在港口旁边的那家小餐馆里坐了很久,一边看着窗外的船,一边谈论着将来的事情。后来下起了大雨,大家都回家了。")), SubtitleLayout.DEFAULT).get(0);
        assertEquals(2, first.lines().size());
        assertTrue(Lines.width(first.lines().get(0)) <= SubtitleLayout.DEFAULT.lineWidth(), first.toString());
        assertFalse(first.lines().get(1).startsWith(",") || first.lines().get(1).startsWith("。"), first.toString());
        List<Cue> url = Cues.of(List.of(new Segment(0, 5, " https://example.org/" + "x".repeat(100) + " end")), SubtitleLayout.DEFAULT);
        assertTrue(url.stream().flatMap(cue -> cue.lines().stream()).allMatch(line -> Lines.width(line) <= SubtitleLayout.DEFAULT.lineWidth()), url.toString());
    }

    @Test
    void whateverTheModelSaysCuesCanBeReadAndLoseNoWord() {
        Random random = new Random(9);
        for (int round = 0; round < 100; round++) {
            List<Segment> segments = new ArrayList<>();
            StringBuilder said = new StringBuilder();
            double at = 0;
            for (int i = random.nextInt(6); i >= 0; i--) {
                String text = text(random);
                double start = Math.max(0, at + random.nextGaussian());
                at = start + (random.nextInt(4) == 0 ? 0 : random.nextDouble() * 30);
                segments.add(new Segment(start, at, text));
                said.append(text);
            }
            List<Cue> cues = Cues.of(segments, SubtitleLayout.DEFAULT);
            long end = 0;
            for (Cue cue : cues) {
                assertTrue(cue.start() >= end && cue.end() > cue.start() && cue.end() - cue.start() <= Cues.LONGEST_MS, cues::toString);
                assertTrue(cue.lines().size() <= 2, cue::toString);
                assertTrue(cue.lines().stream().allMatch(line -> !line.isBlank() && Lines.width(line) <= SubtitleLayout.DEFAULT.lineWidth()), cue::toString);
                end = cue.end();
            }
            assertEquals(said.toString().replaceAll("\\s", ""), cues.stream().flatMap(cue -> cue.lines().stream()).collect(Collectors.joining())
                    .replaceAll("\\s", ""));
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        String[] words = {" the", " harbour,", " and.", " 船在港口。", "ภาษาไทยไม่มีช่องว่าง", " " + "n".repeat(60), " \uD83D\uDE00", "\n", " e\u0301te\u0301",
                " \"so?\""};
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.append(words[random.nextInt(words.length)]);
        }
        return text.toString();
    }

    private static Segment spoken(Object... wordsAndTimes) {
        List<Word> words = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < wordsAndTimes.length; i += 3) {
            words.add(new Word((Double) wordsAndTimes[i + 1], (Double) wordsAndTimes[i + 2], (String) wordsAndTimes[i], 1));
            text.append(wordsAndTimes[i]);
        }
        return new Segment(0, 20, text.toString(), words, null);
    }

    @Test
    void whereTheTimesOfWordsAreKnownCuesAreShownWhileTheyAreSpokenAndEndInPauses() {
        assertEquals(List.of("1000-3000 one two", "5000-6200 three four"),
                cues(spoken(" one", 1.0, 1.5, " two", 2.0, 3.0, " three", 5.0, 5.5, " four", 5.75, 6.2)));
        assertEquals(List.of("1000-1900 aaaa bbbb", "2000-4000 cccc dddd"), Cues.of(List.of(
                spoken(" aaaa", 1.0, 1.5, " bbbb", 1.6, 1.9, " cccc", 2.0, 2.5, " dddd", 2.6, 4.0)), new SubtitleLayout(10, 1, false)).stream()
                        .map(cue -> cue.start() + "-" + cue.end() + " " + String.join("/", cue.lines())).toList(), "not interpolated");
    }

    @Test
    void theWordThatIsSpokenIsUnderlinedAndTheCueIsThereInBetween() {
        Document document = new Document("transcribe", "en", null, 20.0, "x", List.of(spoken(" a<b", 1.0, 1.5, " two.", 2.0, 3.0)), null, null, null);
        SubtitleLayout layout = new SubtitleLayout(42, 2, true);
        assertEquals("WEBVTT\n\n00:00:01.000 --> 00:00:01.500\n<u>a&lt;b</u> two.\n\n00:00:01.500 --> 00:00:02.000\na&lt;b two.\n\n"
                + "00:00:02.000 --> 00:00:03.000\na&lt;b <u>two.</u>\n\n", TranscriptFormat.VTT.render(document, layout));
        assertEquals("1\n00:00:01,000 --> 00:00:01,500\n<u>a<b</u> two.\n\n2\n00:00:01,500 --> 00:00:02,000\na<b two.\n\n"
                + "3\n00:00:02,000 --> 00:00:03,000\na<b <u>two.</u>\n\n", TranscriptFormat.SRT.render(document, layout));
        Document unknown = new Document("transcribe", "en", null, 20.0, "x", List.of(new Segment(0, 2, " one")), null, null, null);
        assertEquals(TranscriptFormat.SRT.render(unknown), TranscriptFormat.SRT.render(unknown, layout), "nothing is invented");
    }

    @Test
    void cuesOfWordsNeverOverlapWhateverTheLayout() {
        Random random = new Random(12);
        for (int round = 0; round < 300; round++) {
            Object[] words = new Object[90];
            double at = 0;
            for (int i = 0; i < words.length; i += 3) {
                String letters = "w".repeat(1 + random.nextInt(15)) + (random.nextInt(4) == 0 ? "," : "");
                words[i] = (random.nextInt(8) == 0 ? "" : " ") + (random.nextInt(9) == 0 ? "漢字。" : letters);
                words[i + 1] = at += random.nextInt(5) == 0 ? 2 * random.nextDouble() : 0;
                words[i + 2] = at += random.nextDouble() / 2;
            }
            SubtitleLayout layout = new SubtitleLayout(10 + random.nextInt(40), 1 + random.nextInt(4), random.nextBoolean());
            long free = 0;
            for (Cue cue : Cues.of(List.of(spoken(words)), layout)) {
                assertTrue(cue.start() >= free && cue.end() > cue.start(), cue + " after " + free);
                assertTrue(cue.lines().size() <= layout.lineCount(), cue.toString());
                assertTrue(cue.lines().stream().allMatch(line -> Lines.width(line) <= layout.lineWidth()), cue + " in " + layout);
                free = cue.end();
            }
        }
    }
}
