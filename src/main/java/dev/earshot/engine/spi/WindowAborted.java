package dev.earshot.engine.spi;

/** A window was ended by {@link SpeechEngine#abort}; the engine goes on. */
public final class WindowAborted extends Exception {

    public WindowAborted() {
        super("the window was ended", null, false, false);
    }
}
