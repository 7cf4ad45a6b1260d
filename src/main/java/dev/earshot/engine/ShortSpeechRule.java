package dev.earshot.engine;

import dev.earshot.engine.EngineMessages.ShortSpeechMode;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.whisper.AudioContext;

/**
 * How much of a short window is encoded, and which answers to it are not believed and done again at full context. What goes wrong at a small context was
 * measured (docs/performance.md): nearly always it is a word or a phrase said twice in a row, or one word that the model doubted. Pure.
 *
 * @param floor         encoder positions, at least
 * @param margin        positions beyond the end of the audio
 * @param doublePhrases whether an answer in which a phrase stands twice in a row is done again
 * @param leastLogprob  an answer with a token of text below this natural logarithm of its probability is done again; null where none is for that
 */
record ShortSpeechRule(int floor, int margin, boolean doublePhrases, Double leastLogprob) {

    /** Everything at full context. */
    static final ShortSpeechRule WHOLE = new ShortSpeechRule(AudioContext.FULL, 0, false, null);
    /** For engines that do not tell how sure they were: a floor at which little goes wrong, for nobody could notice. */
    static final ShortSpeechRule UNCHECKED = new ShortSpeechRule(768, 128, false, null);
    /** Of 100 utterances 99 have the text of the full context with it, and 23 are done again. */
    static final ShortSpeechRule CHECKED = new ShortSpeechRule(384, 128, true, -0.7);

    /** The same for a model that has still to show how it does: of the 54 held-out utterances 7 are done again with it, and 4 with the one above. */
    static final ShortSpeechRule CAUTIOUS = new ShortSpeechRule(384, 128, true, -0.35);
    /** For models made for it, which are as sure of themselves as at full context; a phrase twice costs little to look at again. */
    static final ShortSpeechRule FITTED = new ShortSpeechRule(0, 64, true, null);

    /**
     * @param mode        what is wished for
     * @param tellsTokens whether the engine tells how sure it was of each token
     */
    static ShortSpeechRule of(ShortSpeechMode mode, boolean tellsTokens) {
        return switch (mode) {
            case WHOLE -> WHOLE;
            case FITTED -> FITTED;
            case CAUTIOUS -> tellsTokens ? CAUTIOUS : UNCHECKED;
            case CHECKED -> tellsTokens ? CHECKED : UNCHECKED;
        };
    }

    /**
     * For a window with several stretches of speech, where more goes wrong at a small context than the checks notice: in 1690 words of utterances strung
     * together with short pauses there were 18 errors more than in the utterances alone; with the higher floor it is within the point that was there before.
     */
    ShortSpeechRule forSeveral() {
        return floor == CHECKED.floor ? UNCHECKED : this;
    }

    int positions(double seconds) {
        return AudioContext.positions(seconds, floor, margin);
    }

    /** Whether an answer at a small context is not believed. */
    boolean doubts(Recognition heard) {
        boolean unsure = leastLogprob != null && heard.leastLogprob() != null && heard.leastLogprob() < leastLogprob;
        return unsure || doublePhrases && Repetition.twice(heard.segments());
    }
}
