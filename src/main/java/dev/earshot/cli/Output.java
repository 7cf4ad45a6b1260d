package dev.earshot.cli;

import dev.earshot.transcript.Document;

import java.util.Optional;

/** Where one transcript goes, while it grows and when it is whole. Belongs to the thread that waits for it, and then to the one that ends it. */
interface Output {

    /** Prints to stdout, above the line of progress. */
    interface Printer {
        void print(String text);
    }

    /** Whether {@link #onText} does something before the end. */
    boolean follows();

    /** The transcript so far; it only grows. */
    void onText(Document soFar);

    /** The transcript is whole. */
    void complete(Document whole);

    /**
     * The transcript ends incomplete: what there is of it is kept.
     *
     * @return where, as part of a sentence; empty where there is no text
     */
    Optional<String> keep();
}
