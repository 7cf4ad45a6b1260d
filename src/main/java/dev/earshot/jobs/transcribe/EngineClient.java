package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.PcmMessage;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.CancelTicket;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import io.vertx.core.Future;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The windows of all jobs that the engine has, running or waiting for their turn there. Belongs to the module's thread. */
final class EngineClient {

    private static final int SETTLE_SECONDS = 30;

    private final Bus bus;
    private final Map<String, Future<TranscribedWindow>> windows = new LinkedHashMap<>();
    private boolean settling;

    EngineClient(Bus bus) {
        this.bus = bus;
    }

    Future<TranscribedWindow> transcribe(PcmMessage<TranscribeWindow> window) {
        String ticket = window.meta().ticket();
        Future<TranscribedWindow> answer = bus.request(EngineMessages.TRANSCRIBE, window, EngineMessages.TRANSCRIBE_LIMIT);
        windows.put(ticket, answer);
        return answer.onComplete(done -> windows.remove(ticket, answer));
    }

    /** Ends a window at once, whether it waits or runs; it then fails with {@code cancelled}. */
    Future<?> cancel(String ticket) {
        return bus.request(EngineMessages.CANCEL, new CancelTicket(ticket, false));
    }

    /** Takes back a window that waits, which then fails with {@code cancelled}; one that runs is finished. */
    Future<?> withdraw(String ticket) {
        return bus.request(EngineMessages.CANCEL, new CancelTicket(ticket, true));
    }

    /** Whether the service stops, so that no window should be begun any more. */
    boolean settling() {
        return settling;
    }

    /**
     * Withdraws what waits, of a job the last window first, so that none overtakes another; completes when the present window has ended, or
     * does not end soon.
     */
    Future<?> settle() {
        settling = true;
        List<Future<?>> open = windows.values().stream().<Future<?>>map(window -> window.transform(done -> Future.succeededFuture())).toList();
        List<String> lastFirst = new ArrayList<>(windows.keySet());
        Collections.reverse(lastFirst);
        lastFirst.forEach(this::withdraw);
        Future<?> answered = Future.join(open);
        // Nobody waits for an engine that somebody has stopped.
        return answered.isComplete() ? answered : Future.any(answered.timeout(SETTLE_SECONDS, TimeUnit.SECONDS), halted());
    }

    /** Succeeds where the engine's process is halted by a signal; else fails at once. */
    private Future<?> halted() {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).compose(status -> status.models().stream().anyMatch(model -> model.busy() && model.stopped())
                ? Future.succeededFuture() : Future.failedFuture("it works"));
    }
}
