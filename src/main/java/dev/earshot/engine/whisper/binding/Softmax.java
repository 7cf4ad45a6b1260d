package dev.earshot.engine.whisper.binding;

import java.util.Arrays;

/** Logits into probabilities. Pure. */
final class Softmax {

    private Softmax() {
    }

    /** The probabilities of some of them, beside each other only; those that are no number are impossible. */
    static double[] of(float[] logits, int from, int to) {
        double[] probabilities = new double[to - from];
        double most = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            most = Float.isNaN(logits[i]) ? most : Math.max(most, logits[i]);
        }
        for (int i = from; i < to; i++) {
            probabilities[i - from] = Float.isNaN(logits[i]) ? 0 : Math.exp(logits[i] - most);
        }
        double sum = Arrays.stream(probabilities).sum();
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }
}
