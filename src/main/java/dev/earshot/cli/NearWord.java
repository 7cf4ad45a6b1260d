package dev.earshot.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word that somebody meant who mistyped it. Pure. */
final class NearWord {

    private NearWord() {
    }

    /** The nearest of the known words, at most a third of its letters away; empty where none is. */
    static Optional<String> of(String typed, Collection<String> known) {
        return known.stream().filter(word -> distance(typed, word) <= Math.max(1, Math.max(word.length(), typed.length()) / 3))
                .min(Comparator.comparingInt(word -> distance(typed, word)));
    }

    /** Letters to insert, remove, replace, or swap with their neighbour (Damerau and Levenshtein). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
