package dev.earshot.engine.whisper;

import dev.earshot.engine.whisper.SoundStretches.Stretch;

import java.util.List;

/**
 * In which stretch of sound each word of a segment was spoken: in the order of both, where its end is said to be, so that as little sound as possible is
 * left without a word. What a word is moved is counted in seconds of sound, for alignment errs most about pauses: to cross one costs nothing. The
 * cheapest way is found by dynamic programming. Pure.
 */
final class WordPlacement {

    private final SoundStretches sound;
    private final List<Stretch> stretches;

    private WordPlacement(SoundStretches sound, List<Stretch> stretches) {
        this.sound = sound;
        this.stretches = stretches;
    }

    /**
     * The index of the stretch of each word.
     *
     * @param ends      of the words; at least one
     * @param stretches at least one
     */
    static int[] place(double[] ends, SoundStretches sound, List<Stretch> stretches) {
        return new WordPlacement(sound, stretches).cheapest(ends);
    }

    private int[] cheapest(double[] ends) {
        int count = stretches.size();
        double[] skipped = new double[count + 1];
        for (int i = 0; i < count; i++) {
            skipped[i + 1] = skipped[i] + sound.soundBefore(stretches.get(i).end()) - sound.soundBefore(stretches.get(i).start());
        }
        // Of the words so far, with the last one in each stretch; and where the word before it is then.
        double[] costs = skipped;
        int[][] before = new int[ends.length][count];
        for (int word = 0; word < ends.length; word++) {
            double[] next = new double[count];
            for (int at = 0; at < count; at++) {
                double best = word == 0 ? skipped[at] : Double.POSITIVE_INFINITY;
                for (int from = 0; word > 0 && from <= at; from++) {
                    double cost = costs[from] + Math.max(0, skipped[at] - skipped[from + 1]);
                    if (cost < best) {
                        best = cost;
                        before[word][at] = from;
                    }
                }
                next[at] = best + moved(ends[word], stretches.get(at));
            }
            costs = next;
        }
        int last = 0;
        for (int at = 1; at < count; at++) {
            last = costs[at] - skipped[at + 1] < costs[last] - skipped[last + 1] ? at : last;
        }
        int[] places = new int[ends.length];
        for (int word = ends.length - 1; word >= 0; word--) {
            places[word] = last;
            last = before[word][last];
        }
        return places;
    }

    private double moved(double end, Stretch into) {
        return Math.abs(sound.soundBefore(into.nearest(end)) - sound.soundBefore(end));
    }
}
