package dev.earshot.engine.whisper.binding;

/** A library cannot be bound: it is not there, or is laid out in another way than is known. The message says what was found. */
public final class UnfitLibrary extends Exception {

    UnfitLibrary(String message) {
        super(message, null, false, false);
    }
}
