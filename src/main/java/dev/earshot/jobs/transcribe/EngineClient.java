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

/** Sends windows of all jobs to the engine, and knows those that are not answered yet. Belongs to the module's thread. */
final class EngineClient {

    private static final int DRAIN_TIMEOUT_SECONDS = 30;

    private final Bus bus;
    private final Map<String, Future<TranscribedWindow>> windows = new LinkedHashMap<>();
    private boolean draining;

    EngineClient(Bus bus) {
        this.bus = bus;
    }

    Future<TranscribedWindow> transcribe(PcmMessage<TranscribeWindow> window) {
        String ticket = window.meta().ticket();
        Future<TranscribedWindow> answer = bus.request(EngineMessages.TRANSCRIBE, window, EngineMessages.TRANSCRIBE_LIMIT);
        windows.put(ticket, answer);
        return answer.onComplete(done -> windows.remove(ticket, answer));
    }

    /** Cancels a window, queued or running; it fails with {@code cancelled}. */
    Future<?> cancel(String ticket) {
        return bus.request(EngineMessages.CANCEL, new CancelTicket(ticket, false));
    }

    /** Cancels a window that is queued, which fails with {@code cancelled}; one that is running is finished. */
    Future<?> withdraw(String ticket) {
        return bus.request(EngineMessages.CANCEL, new CancelTicket(ticket, true));
    }

    /** Whether the service is stopping, so that no window is to be sent any more. */
    boolean draining() {
        return draining;
    }

    /**
     * Withdraws queued windows, a job's last one first, so that none overtakes another. Completes when the running ones are answered, or after
     * a time limit.
     */
    Future<?> drain() {
        draining = true;
        List<Future<?>> unanswered = windows.values().stream().<Future<?>>map(window -> window.transform(done -> Future.succeededFuture())).toList();
        List<String> lastFirst = new ArrayList<>(windows.keySet());
        Collections.reverse(lastFirst);
        lastFirst.forEach(this::withdraw);
        Future<?> answered = Future.join(unanswered);
        return answered.isComplete() ? answered : Future.any(answered.timeout(DRAIN_TIMEOUT_SECONDS, TimeUnit.SECONDS), whenSuspended());
    }

    /** Succeeds where the engine's process is suspended by a signal, so that it will not answer; else fails. */
    private Future<?> whenSuspended() {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).compose(status -> status.models().stream().anyMatch(model -> model.busy() && model.stopped())
                ? Future.succeededFuture() : Future.failedFuture("not suspended"));
    }
}
