package dev.earshot.models;

import dev.earshot.engine.EngineMessages.ShortWindowResult;
import dev.earshot.models.ModelMessages.ShortSpeechState;

/**
 * How often a short window, and the same window at full context, had the same words with one model, and what follows. Windows that were in doubt, and done
 * again at once, have the words of the full context, but cost more than that. Pure.
 *
 * <p>A model is trusted where 19 of 20 agree: one that keeps 98 of 100 texts passes the first 20 with a probability of 0.94, one that keeps 80 with 0.07, and
 * one in between is found out later, by one window of 50. Where 4 of 20 differ or more, which happens to the first of these once in 1,700, it is never used,
 * and not compared any more. In between the learning goes on.
 *
 * <p>Nor is it used where 16 of the first 20 windows or more, and 4 of 5 at any time, are in doubt: with an encoding at a small context for 0.16 of a
 * whole one nothing is gained from 84 of 100 on. That happens to a model that doubts half of them once in 170, to one that doubts 23 of 100 never.
 *
 * @param compared windows
 * @param agreed   of these
 * @param doubted  windows beside these, while it is learnt
 */
record ShortSpeechRecord(int compared, int agreed, int doubted) {

    static final ShortSpeechRecord NONE = new ShortSpeechRecord(0, 0, 0);

    /** Windows after which something can be said. */
    private static final int FIRST = 20;
    private static final int LATER_EVERY = 50;
    private static final double TRUSTED_SHARE = 0.95;
    private static final int DIFFERED_NEVER = 4;
    private static final double NEVER_SHARE = 0.8;
    private static final int DOUBTED_NEVER = 16;
    private static final double DOUBTED_SHARE = 0.8;
    /** Windows above which older ones count half: what a model is used for changes. */
    private static final int MEMORY = 100;

    ShortSpeechRecord plus(ShortWindowResult result) {
        int keep = compared + doubted >= MEMORY ? 2 : 1;
        return switch (result) {
            case AGREED -> new ShortSpeechRecord(compared / keep + 1, agreed / keep + 1, doubted / keep);
            case DIFFERED -> new ShortSpeechRecord(compared / keep + 1, agreed / keep, doubted / keep);
            case DOUBTED -> new ShortSpeechRecord(compared / keep, agreed / keep, doubted / keep + 1);
        };
    }

    /** Whether it can be: it may come from a file. */
    boolean isSound() {
        return compared >= 0 && agreed >= 0 && agreed <= compared && doubted >= 0;
    }

    /** Whether so much is done again that nothing is gained. */
    boolean doubtful() {
        return doubted >= DOUBTED_NEVER && doubted >= DOUBTED_SHARE * (compared + doubted);
    }

    ShortSpeechState state() {
        if (doubtful() || compared - agreed >= DIFFERED_NEVER && agreed <= NEVER_SHARE * Math.max(FIRST, compared)) {
            return ShortSpeechState.NEVER;
        }
        return compared >= FIRST && agreed >= TRUSTED_SHARE * compared ? ShortSpeechState.TRUSTED : ShortSpeechState.LEARNING;
    }

    /** One of so many short windows is to be compared; 0 for none. */
    int compareEvery() {
        return state() == ShortSpeechState.NEVER ? 0 : compared < FIRST ? 1 : LATER_EVERY;
    }
}
