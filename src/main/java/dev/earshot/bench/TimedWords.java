package dev.earshot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Words with times, and how far from the truth they are: a line of a table. */
public final class TimedWords {

    /** @param start seconds, as {@code end} */
    public record TimedWord(double start, double end, String word) {
    }

    private final List<Double> starts = new ArrayList<>();
    private final List<Double> ends = new ArrayList<>();
    private int all;

    /** The words of a recording: a line for each, with start, end and the word. */
    public static List<TimedWord> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(line -> line.split(" "))
                .map(fields -> new TimedWord(Double.parseDouble(fields[0]), Double.parseDouble(fields[1]), fields[2])).toList();
    }

    /** Compares what is in both, in order: a word that was not heard has no times. */
    public void add(List<TimedWord> truth, List<TimedWord> found) {
        int[][] common = common(truth, found);
        int j = 0;
        for (int i = 0; i < truth.size(); i++) {
            while (j < found.size() && common[i][j + 1] == common[i][j] && !truth.get(i).word().equals(found.get(j).word())) {
                j++;
            }
            boolean heard = j < found.size() && truth.get(i).word().equals(found.get(j).word()) && common[i][j] == common[i + 1][j + 1] + 1;
            if (heard) {
                starts.add(Math.abs(found.get(j).start() - truth.get(i).start()));
                ends.add(Math.abs(found.get(j).end() - truth.get(i).end()));
                j++;
            }
        }
        all += truth.size();
    }

    /** How many words what is behind two places has in common, in order. */
    private static int[][] common(List<TimedWord> truth, List<TimedWord> found) {
        int[][] common = new int[truth.size() + 1][found.size() + 1];
        for (int i = truth.size() - 1; i >= 0; i--) {
            for (int j = found.size() - 1; j >= 0; j--) {
                common[i][j] = truth.get(i).word().equals(found.get(j).word()) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    /** The share of words that were heard. */
    public double heard() {
        return starts.size() / (double) all;
    }

    /** The share of heard words that begin at most so many seconds from where they should. */
    public double startsWithin(double seconds) {
        return share(starts, seconds);
    }

    public double endsWithin(double seconds) {
        return share(ends, seconds);
    }

    private static double share(List<Double> errors, double seconds) {
        return errors.stream().filter(error -> error <= seconds).count() / (double) errors.size();
    }

    private static double median(List<Double> errors) {
        double[] sorted = errors.stream().mapToDouble(error -> error).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : Arrays.stream(sorted).skip((sorted.length - 1) / 2).findFirst().orElse(Double.NaN);
    }

    /** Its figures as columns: heard, starts within 0.1 s and their median, ends within 0.2 s and their median. */
    String row() {
        return String.format(Locale.ROOT, "%4d/%-4d %13.1f %% %5.0f ms %10.1f %% %5.0f ms", starts.size(), all, 100 * startsWithin(0.1),
                1000 * median(starts), 100 * endsWithin(0.2), 1000 * median(ends));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d of %d words heard; "
                + "starts within 0.1 s %.1f %%, median %.0f ms; ends within 0.2 s %.1f %%, median %.0f ms", starts.size(), all,
                100 * startsWithin(0.1), 1000 * median(starts), 100 * endsWithin(0.2), 1000 * median(ends));
    }
}
