package dev.earshot.engine.spi;

/** The process that held a model is gone; the message tells what is known: exit code, signal, last words. */
public final class EngineLost extends Exception {

    public EngineLost(String message) {
        super(message, null, false, false);
    }
}
