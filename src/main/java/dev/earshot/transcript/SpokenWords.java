package dev.earshot.transcript;

import dev.earshot.speech.Segment;
import dev.earshot.speech.Word;
import dev.earshot.transcript.Cues.Cue;
import dev.earshot.transcript.Cues.Highlight;

import java.util.ArrayList;
import java.util.List;

/** Applies the times of words to subtitles: cuts them in pauses, times them by their words, and highlights the word that is spoken. Pure. */
final class SpokenWords {

    /** Seconds without words from which on a cue ends, though the segment goes on. */
    private static final double PAUSE = 1;

    private SpokenWords() {
    }

    /** A segment in parts that have no long pause; as it is where the times of its words are not known. */
    static List<Segment> phrases(Segment segment) {
        if (segment.words() == null || segment.words().isEmpty()) {
            return List.of(new Segment(segment.start(), segment.end(), segment.text()));
        }
        List<Segment> phrases = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        for (Word word : segment.words()) {
            if (!words.isEmpty() && word.start() - words.get(words.size() - 1).end() >= PAUSE) {
                phrases.add(phrase(words));
                words.clear();
            }
            words.add(word);
        }
        phrases.add(phrase(words));
        return phrases.stream().filter(phrase -> !phrase.text().isBlank()).toList();
    }

    private static Segment phrase(List<Word> words) {
        return new Segment(words.get(0).start(), words.get(words.size() - 1).end(), words.stream().map(Word::text).reduce("", String::concat), words, null);
    }

    /**
     * Cues of a phrase at the times of its words.
     *
     * @param cues of the whole phrase, at interpolated times
     */
    static List<Cue> timed(List<Cue> cues, List<Word> words, boolean highlight) {
        List<Cue> timed = new ArrayList<>();
        int next = 0;
        long free = cues.get(0).start();
        for (int i = 0; i < cues.size(); i++) {
            Cue cue = cues.get(i);
            String text = String.join(" ", cue.lines());
            String later = i + 1 < cues.size() ? String.join(" ", cues.get(i + 1).lines()) : "";
            List<Spoken> spoken = new ArrayList<>();
            for (int at = 0; next < words.size(); next++) {
                String word = words.get(next).text().strip().replaceAll("\\s+", " ");
                int found = word.isEmpty() ? -1 : text.indexOf(word, at);
                if (found < 0 && !word.isEmpty() && later.contains(word)) {
                    break;
                }
                if (found >= 0) {
                    spoken.add(new Spoken(words.get(next), new Highlight(found, found + word.length())));
                    at = found + word.length();
                }
            }
            // What is cut within a word keeps its interpolated time.
            long start = Math.max(free, i == 0 || spoken.isEmpty() ? cue.start() : ms(spoken.get(0).word().start()));
            long end = Math.max(start + 1, i == cues.size() - 1 || spoken.isEmpty() ? cue.end() : ms(spoken.get(spoken.size() - 1).word().end()));
            Cue whole = new Cue(start, Math.min(end, start + Cues.LONGEST_MS), cue.lines());
            timed.addAll(highlight ? highlighted(whole, spoken) : List.of(whole));
            free = whole.end();
        }
        return timed;
    }

    private record Spoken(Word word, Highlight place) {
    }

    /** A cue for each word that is being spoken, and plain ones in between. */
    private static List<Cue> highlighted(Cue cue, List<Spoken> spoken) {
        List<Cue> cues = new ArrayList<>();
        long at = cue.start();
        for (Spoken each : spoken) {
            long from = Math.max(at, Math.min(cue.end(), ms(each.word().start())));
            long to = Math.min(cue.end(), ms(each.word().end()));
            if (to > from) {
                if (from > at) {
                    cues.add(new Cue(at, from, cue.lines()));
                }
                cues.add(new Cue(from, to, cue.lines(), each.place()));
                at = to;
            }
        }
        if (at < cue.end()) {
            cues.add(new Cue(at, cue.end(), cue.lines()));
        }
        return cues;
    }

    private static long ms(double seconds) {
        return Math.round(Math.max(0, seconds) * 1000);
    }
}
