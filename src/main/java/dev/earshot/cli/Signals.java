package dev.earshot.cli;

import sun.misc.Signal;

import java.io.IOException;
import java.io.OutputStream;
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

    /** Ends the process at once where whoever started it has ended: its standard input has an end then. */
    static void onEndOfInput() {
        Thread reader = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // There is no input any more.
            }
            Runtime.getRuntime().halt(EarshotCommand.INTERRUPTED);
        }, "earshot-parent");
        reader.setDaemon(true);
        reader.start();
    }
}
