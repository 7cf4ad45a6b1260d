package dev.earshot.engine;

import dev.earshot.speech.Segment;

import java.util.List;
import java.util.function.Consumer;

/**
 * Who follows a window while it is recognised is told of its first attempt only: most windows have no other, and text that changes again and again is
 * worse than text that is replaced once, by the answer. Pure.
 */
final class FirstAttempt {

    private Consumer<List<Segment>> listener;

    /** @param listener null for nobody */
    FirstAttempt(Consumer<List<Segment>> listener) {
        this.listener = listener;
    }

    /** Another attempt, or part of one, begins: who is told of its segments, or null. */
    Consumer<List<Segment>> begin() {
        Consumer<List<Segment>> told = listener;
        listener = null;
        return told;
    }
}
