package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.EngineMessages.WindowProgress;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.PartialWindow;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.log.Stage;
import dev.earshot.speech.Language;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;

import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * Transcribes one file, window by window; the engine is sent the next window while it works on the current one. Each finished window is stored,
 * so that a later execution continues behind it. Belongs to the module's thread.
 */
final class TranscriptionExecution implements JobType.Execution {

    private final TranscriptionContext context;
    private final ActiveJob job;
    private final TranscribeSpec spec;
    private final ModelAcquisition model;
    private final AudioReader audio;
    private final GrowingTranscript transcript;
    private final WindowDispatch windows;
    /** When the file was last modified, before it was read; null where that is unknown. */
    private FileTime fileModified;
    private boolean fetching;
    /** The message that ended the file; null until then. */
    private AudioWindow end;
    /** Why no more windows can be read; handled once those that were read are done. */
    private Throwable readFailure;
    /** Of the window that the engine is working on; null until there is any. */
    private PartialWindow partial;

    TranscriptionExecution(TranscriptionContext context, ActiveJob job, TranscribeSpec spec, List<WindowDone> before) {
        this.context = context;
        this.job = job;
        this.spec = spec;
        this.model = new ModelAcquisition(context, job, spec, this::isCurrent);
        this.audio = new AudioReader(context, job, spec, this::isCurrent);
        this.transcript = new GrowingTranscript(before);
        this.windows = new WindowDispatch(context, job, spec, this::onAnswer);
    }

    @Override
    public void start() {
        Stage.BEGUN.reached(job.id());
        fileModified = TranscriptOutput.modified(spec.path());
        // Interactive work saves the time of checking the model first. A folder of batch jobs would open all its files while the model is downloaded.
        Future<Void> opening = interactive() ? audio.open() : null;
        model.ensureInstalled().onSuccess(installed -> {
            if (installed && isCurrent()) {
                open(opening);
            }
        }).onFailure(this::fail);
    }

    /** @param opening the file, where it is being opened already; else null */
    private void open(Future<Void> opening) {
        // At the same time: both take long, and either may fail.
        Future<Void> acquiring = model.acquire();
        Future.all(opening == null ? audio.open() : opening, acquiring).onSuccess(both -> onOpened()).onFailure(this::onOpenFailed);
    }

    private void onOpened() {
        if (isCurrent()) {
            Stage.OPENED.reached(job.id());
            fetch();
        }
    }

    /** Where there is no memory for the model, interactive work fails at once; batch work waits. */
    private void onOpenFailed(Throwable error) {
        if (isCurrent() && !interactive() && Fault.of(error).code() == Fault.Code.NOT_ENOUGH_MEMORY) {
            context.pacing().onMemoryShortage(job, error.getMessage());
        } else if (isCurrent() && !context.pacing().retryAfterBackoff(job, error)) {
            fail(error);
        }
    }

    private void fetchMore() {
        if (!fetching && end == null && readFailure == null && windows.mayFetch(model.windowSeconds())) {
            fetch();
        }
    }

    private void fetch() {
        fetching = true;
        audio.next(context.pacing().memory().maxWindowSeconds(model.windowSeconds())).onComplete(next -> {
            fetching = false;
            if (!isCurrent()) {
                return;
            }
            if (next.failed()) {
                readFailure = next.cause();
                if (windows.isEmpty()) {
                    reopen();
                }
            } else {
                onFetched(next.result());
            }
        });
    }

    /** The loss of a decoder says nothing about the file: it is opened again, behind the last finished window. */
    private void reopen() {
        if (audio.shouldReopen(readFailure)) {
            readFailure = null;
            audio.open().onSuccess(opened -> onOpened()).onFailure(this::onOpenFailed);
        } else {
            fail(readFailure);
        }
    }

    private void onFetched(PcmMessage<AudioWindow> fetched) {
        AudioWindow window = fetched.meta();
        if (window.duration() != null) {
            job.update(status -> TranscriptionStatus.withDuration(status, window.duration()));
        }
        if (window.done()) {
            end = window;
            if (windows.isEmpty()) {
                complete();
            }
            return;
        }
        Stage.PLANNED.reached(job.id());
        windows.add(fetched);
        windows.send(model.model());
        fetchMore();
    }

    private boolean interactive() {
        return job.row().interactive();
    }

    private boolean mustYield() {
        return context.scheduler().queue().mustYield(job) || context.pacing().mustYield(job);
    }

    /** Another job waits for a slot: it need not wait for more than the current window. */
    void onSlotWanted() {
        windows.withdrawNext();
    }

    /** Gives the slot back once the engine has no window of this job. */
    void yieldSlot() {
        if (windows.noneSent()) {
            context.scheduler().queue().yieldSlot(job);
        } else {
            windows.withdrawAll();
        }
    }

    void onProgress(WindowProgress progress) {
        AudioWindow window = isCurrent() ? windows.current(progress.ticket()) : null;
        if (window != null) {
            partial = transcript.partialWindow(window, progress.segments());
            context.scheduler().publish(job);
        }
    }

    PartialWindow partial() {
        return partial;
    }

    private void onAnswer(PcmMessage<AudioWindow> sent, AsyncResult<TranscribedWindow> answer) {
        if (!isCurrent()) {
            return;
        }
        Stage.RETURNED.reached(job.id());
        windows.onAnswered(sent);
        partial = null;
        if (answer.succeeded()) {
            JobStatus stored = job.row().status();
            try {
                onTranscribed(sent.meta(), answer.result());
            } catch (Fault fault) {
                // The status must not be ahead of the store: a pause would show it.
                job.update(ahead -> stored);
                fail(fault);
            }
        } else if (Fault.of(answer.cause()).code() == Fault.Code.CANCELLED) {
            onWithdrawn(sent);
        } else if (!context.pacing().retryAfterBackoff(job, answer.cause())) {
            fail(EngineBackoff.withPosition(answer.cause(), sent.meta().start(), sent.meta().end()));
        }
    }

    private void onWithdrawn(PcmMessage<AudioWindow> window) {
        windows.add(window);
        if (windows.noneSent()) {
            proceed();
        }
    }

    private void proceed() {
        if (mustYield()) {
            yieldSlot();
        } else {
            windows.send(model.model());
            fetchMore();
        }
    }

    private void onTranscribed(AudioWindow window, TranscribedWindow result) {
        JobStatus status = status();
        TranscriptionStatus before = TranscriptionStatus.of(status);
        boolean detected = spec.language().equals(Language.AUTO) && !result.segments().isEmpty();
        job.update(known -> (detected ? TranscriptionStatus.withDetectedLanguage(status, result.language(), result.languageProbability()) : status)
                .withPosition(window.end()).withTiming(timing -> timing.computed(result.milliseconds(), window.end(),
                        result.library() == null ? null : result.library().used())));
        WindowDone done = transcript.nextWindow(job.id(), window, result.segments(), before.duration());
        boolean last = end != null && windows.isEmpty();
        if (last && spec.output() == null) {
            context.scheduler().complete(job, finalRow -> save(finalRow, done));
            return;
        }
        if (!save(job.row(), done)) {
            context.scheduler().abandon(job);
            return;
        }
        if (last) {
            complete();
        } else if (readFailure != null && windows.isEmpty()) {
            reopen();
        } else {
            if (!mustYield()) {
                context.scheduler().publish(job);
            }
            proceed();
        }
    }

    /** Stores a finished window together with the job's row; false where another service has taken the job over. */
    private boolean save(JobRow row, WindowDone done) {
        if (!context.store().saveWindow(row, done)) {
            return false;
        }
        Stage.WRITTEN.reached(job.id());
        transcript.add(done);
        audio.onWindowDone();
        context.bus().publish(JobMessages.SEGMENT, done);
        return true;
    }

    private void complete() {
        try {
            job.update(known -> status());
            context.output().write(job.row(), spec, fileModified);
            context.scheduler().complete(job);
        } catch (Fault fault) {
            fail(fault);
        }
    }

    private JobStatus status() {
        JobStatus status = job.row().status();
        return end != null && end.incomplete() ? TranscriptionStatus.withIncompleteNotice(status, end.position()) : status;
    }

    private void fail(Throwable error) {
        if (isCurrent()) {
            context.scheduler().fail(job, error);
        }
    }

    @Override
    public Future<?> stop() {
        // The module's thread must live until these are answered.
        return Future.join(windows.cancelAll(), audio.close(), model.release());
    }

    /** Whether the job is still executed by this: answers may come after it was stopped. */
    private boolean isCurrent() {
        return job.execution() == this;
    }
}
