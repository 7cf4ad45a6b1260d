package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.spi.SpeechEngine;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the engine's thread is doing, for those who may not wait for it: a cancel, the time limit, a look at the status.
 * Thread-safe.
 */
final class CurrentWork {

    /** Tickets cancelled before their turn; more than can ever wait, so that forgotten ones go. */
    private static final int REMEMBERED = 1000;

    private final Set<String> cancelledAhead = new LinkedHashSet<>();
    private final Map<String, SpeechEngine> holdings = new ConcurrentHashMap<>();
    private String ticket;
    private long serial;
    private SpeechEngine running;
    private Fault.Code verdict;
    private boolean closed;

    /**
     * Work begins under a ticket.
     *
     * @return a number for {@link #expire}
     * @throws Fault {@code cancelled} where its ticket was cancelled while it waited, or all work was
     */
    synchronized long begin(String newTicket) {
        if (closed || cancelledAhead.remove(newTicket)) {
            throw cancelled();
        }
        ticket = newTicket;
        verdict = null;
        return ++serial;
    }

    /** Native code is about to run for the current ticket. */
    synchronized void run(SpeechEngine engine) {
        checkVerdict();
        running = engine;
    }

    /** Native code has returned or its process is gone. */
    synchronized void rest() {
        running = null;
    }

    /** @throws Fault {@code cancelled} or {@code engine-timeout} where the current work was ended from outside */
    synchronized void checkVerdict() {
        if (verdict == Fault.Code.CANCELLED) {
            throw cancelled();
        }
        if (verdict != null) {
            throw new Fault(verdict, "The window took longer than the configured limit (engine.window_limit_seconds) and was ended."
                    + " Use a smaller model, or raise the limit.");
        }
    }

    synchronized void end() {
        ticket = null;
        running = null;
    }

    /** Ends the work of a ticket, now or when its turn comes. */
    synchronized void cancel(String wanted) {
        if (wanted.equals(ticket)) {
            stop(Fault.Code.CANCELLED);
        } else if (cancelledAhead.add(wanted) && cancelledAhead.size() > REMEMBERED) {
            cancelledAhead.remove(cancelledAhead.iterator().next());
        }
    }

    /** The time of some work is over; nothing happens where that work has ended. */
    synchronized void expire(long wanted) {
        if (ticket != null && serial == wanted) {
            stop(Fault.Code.ENGINE_TIMEOUT);
        }
    }

    /** Ends the current work, and all that is begun from now on. */
    synchronized void close() {
        closed = true;
        stop(Fault.Code.CANCELLED);
    }

    void hold(String model, SpeechEngine engine) {
        holdings.put(model, engine);
    }

    void drop(String model) {
        holdings.remove(model);
    }

    Map<String, SpeechEngine> holdings() {
        return Map.copyOf(holdings);
    }

    synchronized boolean busy(SpeechEngine engine) {
        return running == engine;
    }

    private void stop(Fault.Code reason) {
        if (verdict == null) {
            verdict = reason;
            if (running != null) {
                running.abort();
            }
        }
    }

    private static Fault cancelled() {
        return new Fault(Fault.Code.CANCELLED, "Cancelled.");
    }
}
