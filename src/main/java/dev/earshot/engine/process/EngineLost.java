package dev.earshot.engine.process;

/** The process that held a model is gone; the message tells what is known: exit code, signal, last words. */
public final class EngineLost extends Exception {

    EngineLost(String message) {
        super(message, null, false, false);
    }
}
