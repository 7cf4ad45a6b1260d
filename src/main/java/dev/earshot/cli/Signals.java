package dev.earshot.cli;

import sun.misc.Signal;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and a service manager's TERM: the first signal starts an orderly stop, the second ends the process at once. The JDK has
 * no supported way to handle a second signal; {@code sun.misc.Signal} is in the module jdk.unsupported of every JDK.
 */
final class Signals {

    private Signals() {
    }

    /** @param stop called once, on a thread of its own */
    static void onInterrupt(Runnable stop) {
        AtomicBoolean stopping = new AtomicBoolean();
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signal -> {
                if (stopping.getAndSet(true)) {
                    Runtime.getRuntime().halt(EarshotCommand.INTERRUPTED);
                }
                new Thread(stop, "earshot-stop").start();
            });
        }
    }
}
