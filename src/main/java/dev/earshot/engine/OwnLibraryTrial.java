package dev.earshot.engine;

/**
 * Whether a library of the user's own does its work: one that loads models and ends its process at each window is not to be tried for ever. A window is tried
 * twice, so the second window that it fails at is recognised by the packaged one. Pure.
 */
final class OwnLibraryTrial {

    /** So many in a row, and it is not used any more. */
    static final int FAILURES = 3;

    private int failed;

    /** A window was recognised. */
    void passed() {
        failed = 0;
    }

    /** Its process has ended by itself; answers whether that was once too often. */
    boolean failed() {
        return ++failed >= FAILURES;
    }
}
