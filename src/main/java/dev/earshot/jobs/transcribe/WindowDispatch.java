package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.PcmMessage;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.speech.Language;
import dev.earshot.speech.Priority;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;

import java.util.List;
import java.util.function.BiConsumer;

/** Sends the windows of one job to the engine, and withdraws or cancels them. Belongs to the module's thread. */
final class WindowDispatch {

    private final TranscriptionContext context;
    private final ActiveJob job;
    private final TranscribeSpec spec;
    private final BiConsumer<PcmMessage<AudioWindow>, AsyncResult<TranscribedWindow>> onAnswer;
    private final WindowPrefetch prefetch = new WindowPrefetch();

    /** @param onAnswer called for each window that was sent, with {@code cancelled} where it was withdrawn or cancelled */
    WindowDispatch(TranscriptionContext context, ActiveJob job, TranscribeSpec spec,
                   BiConsumer<PcmMessage<AudioWindow>, AsyncResult<TranscribedWindow>> onAnswer) {
        this.context = context;
        this.job = job;
        this.spec = spec;
        this.onAnswer = onAnswer;
    }

    void add(PcmMessage<AudioWindow> window) {
        prefetch.add(window);
    }

    /** Sends the next windows: two, so that the engine need not wait; one where the language is still to be detected, or the job may have to yield. */
    void send(String model) {
        boolean detect = spec.language().equals(Language.AUTO);
        String assumed = TranscriptionStatus.of(job.row()).assumedLanguage();
        boolean ahead = assumed != null && !context.scheduler().queue().isSlotWanted(job) && !context.pacing().mustYield(job);
        while (!context.engine().draining()) {
            PcmMessage<AudioWindow> next = prefetch.pollForEngine(ahead);
            if (next == null) {
                return;
            }
            Priority priority = job.row().interactive() ? Priority.INTERACTIVE : Priority.BATCH;
            TranscribeWindow request = new TranscribeWindow(ticket(next), job.id(), priority, model, spec.language(), spec.translate(), spec.prompt(),
                    spec.temperature(), next.meta().speech(), spec.words(), detect ? assumed : null, spec.logprobs());
            context.engine().transcribe(new PcmMessage<>(request, next.pcm())).onComplete(answer -> onAnswer.accept(next, answer));
        }
    }

    void onAnswered(PcmMessage<AudioWindow> window) {
        prefetch.onAnswered(window);
    }

    /** The window that the engine is working on, if it has that ticket; else null. */
    AudioWindow current(String ticket) {
        PcmMessage<AudioWindow> current = prefetch.current();
        return current != null && ticket(current).equals(ticket) ? current.meta() : null;
    }

    /** Withdraws what the engine has been sent beside the window that it is working on. */
    void withdrawNext() {
        List<PcmMessage<AudioWindow>> sent = prefetch.sentLastFirst();
        if (sent.size() > 1) {
            sent.subList(0, sent.size() - 1).forEach(window -> context.engine().withdraw(ticket(window)));
        }
    }

    /** Withdraws what the engine has been sent; what it has started is finished. */
    void withdrawAll() {
        prefetch.sentLastFirst().forEach(window -> context.engine().withdraw(ticket(window)));
    }

    /** Cancels what the engine has been sent, started or not. */
    Future<?> cancelAll() {
        return Future.join(prefetch.sentLastFirst().stream().map(window -> context.engine().cancel(ticket(window))).toList());
    }

    boolean noneSent() {
        return prefetch.noneSent();
    }

    /** Whether no window is ready or sent. */
    boolean isEmpty() {
        return prefetch.isEmpty();
    }

    /** @param windowSeconds of the model, or null; see {@link TranscriptionContext#maxWindowSeconds} */
    boolean mayFetch(Integer windowSeconds) {
        return prefetch.mayFetch(context.pacing().memory().prefetchSeconds(), context.maxWindowSeconds(windowSeconds));
    }

    private String ticket(PcmMessage<AudioWindow> window) {
        return job.id() + ":" + window.meta().index();
    }
}
