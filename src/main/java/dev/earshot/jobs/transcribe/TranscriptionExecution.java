package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
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
import dev.earshot.speech.Priority;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;

import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * A file into a transcript: makes sure of the model, opens the file, and has its windows recognised, the next one sent to the engine while
 * the present one runs. Each window that is done is written down, so that a later task goes on behind it.
 */
final class TranscriptionExecution implements JobType.Execution {

    private final TranscriptionContext context;
    private final ActiveJob job;
    private final TranscribeSpec spec;
    private final ModelAcquisition model;
    private final AudioReader file;
    private final GrowingTranscript transcript;
    /** When the file was last written to, before it was read; null where that cannot be told. */
    private FileTime recorded;
    private final WindowPrefetch prefetch = new WindowPrefetch();
    private boolean fetching;
    private boolean exhausted;
    /** What the file ended with; null until then. */
    private AudioWindow end;
    /** Why there are no more windows behind those that are ready. */
    private Throwable failure;
    /** Of the window that the engine works on; null where nothing is known of it. */
    private PartialWindow partial;

    TranscriptionExecution(TranscriptionContext context, ActiveJob job, TranscribeSpec spec, List<WindowDone> before) {
        this.context = context;
        this.job = job;
        this.spec = spec;
        this.model = new ModelAcquisition(context, job, spec, this::mine);
        this.file = new AudioReader(context, job, spec, this::mine);
        this.transcript = new GrowingTranscript(before);
    }

    @Override
    public void start() {
        Stage.BEGUN.reached(job.id());
        recorded = TranscriptOutput.modified(spec.path());
        // Nobody is to wait for one after the other. Of what nobody waits for there may be a folder, all of it for a model that is not here.
        Future<Void> opened = interactive() ? file.open() : null;
        model.ensure().onSuccess(here -> {
            if (here && mine()) {
                open(opened);
            }
        }).onFailure(this::fail);
    }

    /** @param opening the file is being opened already; else null */
    private void open(Future<Void> opening) {
        // The file is opened while the model loads: both take time, and either may fail.
        Future<Void> held = model.acquire();
        Future.all(opening == null ? file.open() : opening, held).onSuccess(both -> fetchFirst()).onFailure(this::notOpened);
    }

    private void fetchFirst() {
        if (mine()) {
            Stage.OPENED.reached(job.id());
            fetch();
        }
    }

    /** A person is told at once that there is no memory; what nobody waits for is done when there is some. */
    private void notOpened(Throwable error) {
        if (mine() && !interactive() && Fault.of(error).code() == Fault.Code.NOT_ENOUGH_MEMORY) {
            context.pacing().starve(job, error.getMessage());
        } else if (mine() && !context.pacing().triesAgain(job, error)) {
            fail(error);
        }
    }

    /** Has one more window got ready, if it may be held. */
    private void fetchMore() {
        if (!fetching && !exhausted && failure == null
                && prefetch.roomForMore(context.pacing().memory().aheadSeconds(), context.windowSeconds(model.windowSeconds()))) {
            fetch();
        }
    }

    private void fetch() {
        fetching = true;
        file.next(context.pacing().memory().longestWindow(model.windowSeconds())).onComplete(next -> {
            fetching = false;
            if (!mine()) {
                return;
            }
            if (next.failed()) {
                // What is there already still counts: the failure comes after it.
                failure = next.cause();
                if (nothingLeft()) {
                    readAgain();
                }
            } else {
                fetched(next.result());
            }
        });
    }

    /** A decoder that was killed says nothing of the file: the rest of that is decoded again, behind the last window that is done. */
    private void readAgain() {
        if (file.allowsAnother(failure)) {
            failure = null;
            file.open().onSuccess(opened -> fetchFirst()).onFailure(this::notOpened);
        } else {
            fail(failure);
        }
    }

    private void fetched(PcmMessage<AudioWindow> audio) {
        AudioWindow window = audio.meta();
        if (window.duration() != null) {
            job.update(status -> TranscriptionStatus.lasting(status, window.duration()));
        }
        if (window.done()) {
            exhausted = true;
            end = window;
            if (nothingLeft()) {
                complete();
            }
            return;
        }
        Stage.PLANNED.reached(job.id());
        prefetch.add(audio);
        send();
        fetchMore();
    }

    /** Sends the engine what it may have: one window, and the next one unless the language is to be found first, or this job may have to make way. */
    private void send() {
        boolean detect = spec.language().equals(Language.AUTO);
        String assumed = TranscriptionStatus.of(job.row()).assumedLanguage();
        boolean ahead = assumed != null && !context.scheduler().queue().isSlotWanted(job) && !context.pacing().mustWait(job);
        while (!context.engine().settling()) {
            PcmMessage<AudioWindow> next = prefetch.send(ahead);
            if (next == null) {
                return;
            }
            Priority priority = interactive() ? Priority.INTERACTIVE : Priority.BATCH;
            TranscribeWindow request = new TranscribeWindow(ticket(next), job.id(), priority, model.model(), spec.language(), spec.translate(), spec.prompt(),
                    spec.temperature(), next.meta().speech(), spec.words(), detect ? assumed : null);
            context.engine().transcribe(new PcmMessage<>(request, next.pcm())).onComplete(answer -> onAnswer(next, answer));
        }
    }

    private String ticket(PcmMessage<AudioWindow> window) {
        return job.id() + ":" + window.meta().index();
    }

    private boolean interactive() {
        return job.row().interactive();
    }

    private boolean nothingLeft() {
        return prefetch.isEmpty();
    }

    private boolean mustMakeWay() {
        return context.scheduler().queue().mustYield(job) || context.pacing().mustWait(job);
    }

    /** Somebody waits for a place, which is not to take longer than the first of its windows. */
    void onPlaceWanted() {
        List<PcmMessage<AudioWindow>> sent = prefetch.sent();
        if (sent.size() > 1) {
            sent.subList(0, sent.size() - 1).forEach(window -> context.engine().withdraw(ticket(window)));
        }
    }

    /** Gives its place back as soon as no window of it runs. */
    void makeWay() {
        if (prefetch.noneSent()) {
            context.scheduler().queue().yieldSlot(job);
        } else {
            prefetch.sent().forEach(window -> context.engine().withdraw(ticket(window)));
        }
    }

    /** Something is known of a window that the engine works on. */
    void onProgress(WindowProgress progress) {
        PcmMessage<AudioWindow> present = prefetch.present();
        if (mine() && present != null && ticket(present).equals(progress.ticket())) {
            partial = transcript.partial(present.meta(), progress.segments());
            context.scheduler().publish(job);
        }
    }

    PartialWindow partial() {
        return partial;
    }

    private void onAnswer(PcmMessage<AudioWindow> audio, AsyncResult<TranscribedWindow> answer) {
        if (!mine()) {
            return;
        }
        Stage.RETURNED.reached(job.id());
        prefetch.answered(audio);
        partial = null;
        if (answer.succeeded()) {
            JobStatus written = job.row().status();
            try {
                onTranscribed(audio.meta(), answer.result());
            } catch (Fault fault) {
                // A pause may come before the store is asked where the job is: it must not be further than what is written.
                job.update(ahead -> written);
                fail(fault);
            }
        } else if (Fault.of(answer.cause()).code() == Fault.Code.CANCELLED) {
            onWithdrawn(audio);
        } else if (!context.pacing().triesAgain(job, answer.cause())) {
            fail(EngineLosses.stretch(answer.cause(), audio.meta().start(), audio.meta().end()));
        }
    }

    private void onWithdrawn(PcmMessage<AudioWindow> audio) {
        prefetch.add(audio);
        if (prefetch.noneSent()) {
            goOn();
        }
    }

    private void goOn() {
        if (mustMakeWay()) {
            makeWay();
        } else {
            send();
            fetchMore();
        }
    }

    private void onTranscribed(AudioWindow window, TranscribedWindow result) {
        JobStatus status = status();
        TranscriptionStatus before = TranscriptionStatus.of(status);
        boolean detected = spec.language().equals(Language.AUTO) && !result.segments().isEmpty();
        job.update(known -> (detected ? TranscriptionStatus.heard(status, result.language(), result.languageProbability()) : status).at(window.end())
                .timed(timing -> timing.computed(result.milliseconds(), window.end())));
        WindowDone done = transcript.next(job.id(), window, result.segments(), before.duration());
        boolean last = exhausted && nothingLeft();
        if (last && spec.output() == null) {
            context.scheduler().complete(job, end -> save(end, done));
            return;
        }
        if (!save(job.row(), done)) {
            context.scheduler().abandon(job);
            return;
        }
        if (last) {
            complete();
        } else if (failure != null && nothingLeft()) {
            readAgain();
        } else {
            if (!mustMakeWay()) {
                context.scheduler().progress(job, known -> known);
            }
            goOn();
        }
    }

    /** Writes a window and where the job then is; false where it belongs to another service by now. */
    private boolean save(JobRow row, WindowDone done) {
        if (!context.store().saveWindow(row, done)) {
            return false;
        }
        Stage.WRITTEN.reached(job.id());
        transcript.add(done);
        file.progressed();
        context.bus().publish(JobMessages.SEGMENT, done);
        return true;
    }

    private void complete() {
        try {
            job.update(status -> status());
            context.output().write(job.row(), spec, recorded);
            context.scheduler().complete(job);
        } catch (Fault fault) {
            fail(fault);
        }
    }

    private JobStatus status() {
        JobStatus status = job.row().status();
        return end != null && end.incomplete() ? TranscriptionStatus.incomplete(status, end.position()) : status;
    }

    private void fail(Throwable error) {
        if (mine()) {
            context.scheduler().fail(job, error);
        }
    }

    @Override
    public Future<?> stop() {
        // Only the stop waits for the answers: its thread is not to be gone when they come.
        List<? extends Future<?>> cancels = prefetch.sent().stream().map(window -> context.engine().cancel(ticket(window))).toList();
        return Future.join(Future.join(cancels), file.close(), model.release());
    }

    private boolean mine() {
        return job.execution() == this;
    }
}
