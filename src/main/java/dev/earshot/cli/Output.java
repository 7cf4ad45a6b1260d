package dev.earshot.cli;

import dev.earshot.transcript.Document;

import java.util.Optional;

/** Receives one transcript, partial ones and the complete one. Belongs to the thread that waits for the job, and then to the one that reports its end. */
interface Output {

    /** Prints to stdout, above the progress line. */
    interface Printer {
        void print(String text);
    }

    /** Whether {@link #onText} has an effect before the end. */
    boolean wantsPartialText();

    /** @param soFar the transcript up to now; a later one extends it */
    void onText(Document soFar);

    void complete(Document transcript);

    /**
     * Keeps an incomplete transcript.
     *
     * @return where it is, as part of a sentence; empty where there is no text
     */
    Optional<String> keepPartial();
}
