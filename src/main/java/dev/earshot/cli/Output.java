package dev.earshot.cli;

import dev.earshot.transcript.Document;

import java.util.Optional;

/** Where one transcript goes, while it grows and when it is whole. Belongs to the thread that waits for it, and then to the one that ends it. */
interface Output {

    /** Prints to stdout, above the line of progress. */
    interface Printer {
        void print(String text);
    }

    /** Whether {@link #heard} does something before the end. */
    boolean follows();

    /** What was heard so far; it only grows. */
    void onText(Document soFar);

    /** The transcript is whole. */
    void complete(Document whole);

    /**
     * There will be no more: what was heard is kept.
     *
     * @return where, as part of a sentence; empty where nothing was heard
     */
    Optional<String> keep();
}
