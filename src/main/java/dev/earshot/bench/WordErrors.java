package dev.earshot.bench;

/** Word errors as speech recognition counts them: the edit distance (Levenshtein) of words. */
public final class WordErrors {

    private WordErrors() {
    }

    /** Substitutions, insertions and deletions that turn one text into the other. */
    public static int count(String truth, String transcript) {
        String[] from = words(truth);
        String[] to = words(transcript);
        int[] row = new int[to.length + 1];
        for (int j = 0; j <= to.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length; j++) {
                int above = row[j];
                int replaced = diagonal + (from[i - 1].equals(to[j - 1]) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[to.length];
    }

    /** Adds the errors of a text to {@code sums[0]} and its true words to {@code sums[1]}. */
    static void add(int[] sums, String truth, String transcript) {
        sums[0] += count(truth, transcript);
        sums[1] += words(truth).length;
    }

    private static String[] words(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? new String[0] : stripped.split("\\s+");
    }
}
