package dev.earshot.engine;

/** The process that held a model is gone; the message tells what is known: exit code, signal, last words. */
final class EngineLost extends Exception {

    EngineLost(String message) {
        super(message, null, false, false);
    }
}
