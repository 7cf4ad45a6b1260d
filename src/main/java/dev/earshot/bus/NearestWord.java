package dev.earshot.bus;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody meant who wrote another. Pure. */
public final class NearestWord {

    /** Characters; longer words are not compared. */
    private static final int LONGEST = 64;
    /** A word may be wrong in one of so many letters, and in one at least. */
    private static final int LETTERS = 3;

    private NearestWord() {
    }

    /** The known word that is most like the one that was written; empty where none is like it. */
    public static Optional<String> of(String written, Collection<String> known) {
        String word = plain(written);
        if (word.isEmpty() || word.length() > LONGEST) {
            return Optional.empty();
        }
        int most = Math.max(1, word.length() / LETTERS);
        return known.stream().filter(each -> like(word, plain(each), most))
                .min(Comparator.<String>comparingInt(each -> distance(word, plain(each))).thenComparing(Comparator.naturalOrder()));
    }

    /** {@code " Did you mean 'state'?"}, or nothing where no known word is like it. */
    public static String question(String written, Collection<String> known) {
        return of(written, known).map(word -> " Did you mean '" + word + "'?").orElse("");
    }

    private static boolean like(String word, String known, int most) {
        return distance(word, known) <= most || word.length() >= LETTERS && known.startsWith(word);
    }

    /** Case and what stands between words are no mistakes. */
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_.\\s\\[\\]]", "");
    }

    /** Letters to be put in, left out, replaced, or exchanged with their neighbours. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean exchanged = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return exchanged ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
