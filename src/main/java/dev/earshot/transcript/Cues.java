package dev.earshot.transcript;

import dev.earshot.speech.Segment;

import java.util.ArrayList;
import java.util.List;

/**
 * Segments into subtitles that can be read: lines as laid out, at most {@value #LONGEST_MS} ms each, none empty
 * and none before the one before it has ended. A segment that is too long is cut at the end of a sentence, else of a clause, else of a word, and
 * in its pauses where the times of its words are known. Where they are not, the times in between are interpolated by the length of the
 * text, as if every letter took as long. Pure.
 */
final class Cues {

    static final long LONGEST_MS = 7000;

    /** How long a short segment is shown, where the next one does not start earlier. */
    private static final long SHORTEST_MS = 1000;
    /** The slowest speech: a segment that lasts longer includes silence. */
    private static final long COLUMN_MS = 250;

    /**
     * @param start     ms from the beginning of the file
     * @param end       ms, after {@code start}
     * @param lines     one or more
     * @param highlight the word that is being spoken, or null
     */
    record Cue(long start, long end, List<String> lines, Highlight highlight) {

        Cue(long start, long end, List<String> lines) {
            this(start, end, lines, null);
        }
    }

    /** A part of the lines of a cue, joined by one character each. */
    record Highlight(int from, int to) {
    }

    private final SubtitleLayout layout;

    private Cues(SubtitleLayout layout) {
        this.layout = layout;
    }

    static List<Cue> of(List<Segment> segments, SubtitleLayout layout) {
        return new Cues(layout).cues(segments);
    }

    private List<Cue> cues(List<Segment> segments) {
        List<Segment> spoken = segments.stream().filter(segment -> !segment.text().isBlank())
                .flatMap(segment -> SpokenWords.phrases(segment).stream()).toList();
        List<Cue> cues = new ArrayList<>();
        long free = 0;
        for (int i = 0; i < spoken.size(); i++) {
            long start = Math.max(ms(spoken.get(i).start()), free);
            long next = i + 1 < spoken.size() ? ms(spoken.get(i + 1).start()) : Long.MAX_VALUE;
            String text = spoken.get(i).text().strip().replaceAll("\\s+", " ");
            long time = Math.min(ms(spoken.get(i).end()) - start, Math.max(LONGEST_MS, COLUMN_MS * Lines.width(text)));
            time = Math.max(time, Math.min(SHORTEST_MS, next - start));
            List<List<String>> pieces = pieces(text, time);
            List<Cue> added = new ArrayList<>();
            add(added, pieces, start, Math.max(time, pieces.size()));
            cues.addAll(spoken.get(i).words() == null ? added : SpokenWords.timed(added, spoken.get(i).words(), layout.highlight()));
            free = cues.get(cues.size() - 1).end();
        }
        return cues;
    }

    private static void add(List<Cue> cues, List<List<String>> pieces, long start, long time) {
        List<Integer> widths = pieces.stream().map(lines -> lines.stream().mapToInt(Lines::width).sum()).toList();
        long whole = widths.stream().mapToInt(width -> width).sum();
        long before = 0;
        for (int i = 0; i < pieces.size(); i++) {
            // At least a millisecond for each piece, earlier and later ones.
            long from = Math.max(i, Math.min(time * before / whole, time - pieces.size() + i));
            before += widths.get(i);
            long to = Math.max(i + 1, Math.min(time * before / whole, time - pieces.size() + i + 1));
            cues.add(new Cue(start + from, start + Math.min(to, from + LONGEST_MS), pieces.get(i)));
        }
    }

    /** The text in pieces that each fit into a cue, as to their lines and to their share of the time. */
    private List<List<String>> pieces(String text, long time) {
        long share = time <= LONGEST_MS ? layout.columns() : Math.max(1, Math.min(layout.columns(), Lines.width(text) * LONGEST_MS / time));
        List<List<String>> pieces = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty()) {
            List<String> lines = Lines.width(rest) <= share ? Lines.wrap(rest, layout) : null;
            Piece piece = lines != null ? new Piece(rest.length(), lines) : cut(rest, share);
            pieces.add(piece.lines());
            rest = rest.substring(piece.end()).strip();
        }
        return pieces;
    }

    /**
     * The first piece of a text that is too long for a cue: not far from where its pieces would be of one length, rather to the end of
     * something.
     */
    private Piece cut(String text, long share) {
        // The lines have no more characters than this.
        String beginning = text.length() <= 3 * layout.columns() ? text : text.substring(0, 3 * layout.columns());
        List<Integer> breaks = Lines.breaks(beginning);
        int[] columns = Lines.columns(beginning);
        int width = Lines.width(text);
        double target = width / Math.ceil(width / (double) share);
        int best = 0;
        double least = Double.MAX_VALUE;
        int line = 1;
        int lineStart = 0;
        int before = 0;
        for (int at : breaks) {
            int end = at;
            while (Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
            if (columns[end] - lineStart > layout.lineWidth()) {
                line++;
                lineStart = before;
            }
            if (line > layout.lineCount() || columns[end] - lineStart > layout.lineWidth()) {
                break;
            }
            before = columns[at];
            double distance = Math.abs(columns[end] - target) / target + switch (Lines.end(text, at)) {
                case SENTENCE -> 0;
                case CLAUSE -> 0.3;
                case WORD -> 0.6;
            };
            // Longer than its share only where the first word is.
            if (distance < least && (columns[end] <= share || best == 0)) {
                best = at;
                least = distance;
            }
        }
        int end = best == 0 ? Lines.hardCut(beginning, layout.lineWidth()) : best;
        return new Piece(end, Lines.wrap(text.substring(0, end).strip(), breaks, layout));
    }

    /**
     * @param end   where it ends in its text
     * @param lines of it
     */
    private record Piece(int end, List<String> lines) {
    }

    private static long ms(double seconds) {
        return Math.round(Math.max(0, seconds) * 1000);
    }
}
