package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.SoundStretches.Stretch;
import dev.earshot.engine.whisper.WordGroups.GroupedWord;
import dev.earshot.speech.Segment;
import dev.earshot.speech.Word;

import java.util.ArrayList;
import java.util.List;

/**
 * When the words of a window were spoken. Whisper's alignment of tokens with the audio tells when each ENDS, and nothing of pauses: a word begins where the
 * token before it ends, and takes the pause along. But whatever sounds between two pauses is words: the first of them begins where it begins, and the last
 * ends where it ends. In between, alignment tells. Times lie within their segment and never run backwards. Pure.
 */
final class WordAlignment {

    /** Seconds of sound over which an edge is moved at most: beyond it is something else, such as music. */
    private static final double REACH = 1;
    /**
     * Within a stretch tokens end two positions of the encoder later than alignment says: measured with the micro model on other recordings than
     * samples/words, where so most words begin within 0.1 s.
     */
    private static final double LATER = 0.04;

    private final SoundStretches sound;
    /** Where the token before the next word ends, and the word before it. */
    private double token;
    private double word;

    private WordAlignment(SoundStretches sound) {
        this.sound = sound;
    }

    /**
     * Segments with their words, of those whose tokens are all aligned; the others as they are.
     *
     * @param pcm of the window
     */
    static List<Segment> align(List<HeardSegment> heard, byte[] pcm) {
        WordAlignment alignment = new WordAlignment(SoundStretches.of(pcm));
        return heard.stream().map(alignment::align).toList();
    }

    private Segment align(HeardSegment heard) {
        Segment segment = heard.segment();
        List<GroupedWord> groups = WordGroups.of(heard.tokens());
        boolean aligned = groups.stream().allMatch(group -> group.ends() != null && group.last() != null);
        boolean whole = groups.stream().map(GroupedWord::text).reduce("", String::concat).equals(segment.text());
        if (groups.isEmpty() || !aligned || !whole) {
            heard.tokens().stream().filter(each -> each.aligned() != null).reduce((one, later) -> later)
                    .ifPresent(last -> token = last.aligned() + LATER);
            return segment;
        }
        // Of the first word nothing is known but when its segment begins.
        token = Math.max(token, segment.start());
        word = Math.max(word, segment.start());
        List<Stretch> stretches = sound.within(segment.start(), segment.end());
        int[] places = stretches.isEmpty() ? null
                : WordPlacement.place(groups.stream().mapToDouble(group -> group.ends() + LATER).toArray(), sound, stretches);
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            double start = token;
            double end = groups.get(i).ends() + LATER;
            if (places != null) {
                Stretch stretch = stretches.get(places[i]);
                boolean first = i == 0 || places[i - 1] != places[i];
                boolean last = i == groups.size() - 1 || places[i + 1] != places[i];
                start = first ? moved(start, stretch.start(), stretch) : stretch.nearest(start);
                end = last ? moved(end, stretch.end(), stretch) : stretch.nearest(end);
            }
            words.add(word(groups.get(i), start, end, segment));
            token = groups.get(i).last() + LATER;
        }
        return new Segment(segment.start(), segment.end(), segment.text(), words, segment.confidence());
    }

    /** An edge at that of its stretch, where it is not too far. */
    private double moved(double edge, double wanted, Stretch stretch) {
        return Math.abs(sound.soundBefore(wanted) - sound.soundBefore(edge)) <= REACH ? wanted : stretch.nearest(edge);
    }

    private Word word(GroupedWord group, double wantedStart, double wantedEnd, Segment segment) {
        double start = Math.min(segment.end(), Math.max(word, wantedStart));
        double end = Math.min(segment.end(), Math.max(start, wantedEnd));
        word = end;
        return new Word(start, end, group.text(), Math.round(Math.exp(group.logProbability()) * 1000) / 1000.0);
    }
}
