package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.audio.AudioMessages;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import dev.earshot.engine.EngineMessages.WindowPriority;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.log.Logging;
import dev.earshot.speech.Language;
import dev.earshot.speech.Segment;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * A file into a transcript: makes sure of the model, opens the file, and has its windows recognised, the next one sent to the engine while
 * the present one runs. Each window that is done is written down, so that a later task goes on behind it.
 */
final class TranscriptionExecution implements JobType.Execution {

    private static final Logger LOG = LoggerFactory.getLogger(TranscriptionExecution.class);

    private final TranscriptionJobs type;
    private final ActiveJob job;
    private final TranscribeSpec spec;
    private final ModelAcquisition model;
    private final AudioReader file;
    private int windows;
    private String lastCharacter;
    /** When the file was last written to, before it was read; null where that cannot be told. */
    private FileTime recorded;
    private final WindowPrefetch prefetch = new WindowPrefetch();
    private boolean fetching;
    private boolean exhausted;
    /** What the file ended with; null until then. */
    private AudioWindow end;
    /** Why there are no more windows behind those that are ready. */
    private Throwable failure;

    TranscriptionExecution(TranscriptionJobs type, ActiveJob job, TranscribeSpec spec, List<WindowDone> before) {
        this.type = type;
        this.job = job;
        this.spec = spec;
        this.model = new ModelAcquisition(type, job, spec, this::mine);
        this.file = new AudioReader(type, job, spec, this::mine);
        this.windows = before.size();
        this.lastCharacter = last(TranscriptMerger.text(before));
    }

    @Override
    public void begin() {
        recorded = TranscriptionJobs.modified(spec.path());
        model.ensure().onSuccess(here -> {
            if (here && mine()) {
                open();
            }
        }).onFailure(this::fail);
    }

    private void open() {
        // The file is opened while the model loads: both take time, and either may fail.
        Future<Void> held = model.acquire();
        Future.all(file.open(), held).onSuccess(both -> fetchFirst()).onFailure(this::notOpened);
    }

    private void fetchFirst() {
        if (mine()) {
            fetch();
        }
    }

    /** A person is told at once that there is no memory; what nobody waits for is done when there is some. */
    private void notOpened(Throwable error) {
        if (mine() && !interactive() && Fault.of(error).code() == Fault.Code.NOT_ENOUGH_MEMORY) {
            type.conditions().starved(spec.model(), error.getMessage(), type.now());
            type.scheduler().queue().makeWay(job);
        } else if (mine() && !type.triesAgain(job, error)) {
            fail(error);
        }
    }

    /** Has one more window got ready, if it may be held. */
    private void fetchMore() {
        if (!fetching && !exhausted && failure == null && prefetch.roomForMore(type.conditions().aheadSeconds(), type.windowSeconds(model.windowSeconds()))) {
            fetch();
        }
    }

    private void fetch() {
        fetching = true;
        file.next(type.conditions().longestWindow(model.windowSeconds())).onComplete(next -> {
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
            file.open().onSuccess(opened -> fetchFirst()).onFailure(this::fail);
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
        prefetch.add(audio);
        send();
        fetchMore();
    }

    /** Sends the engine what it may have: one window, and the next one unless the language is to be found first, or this job may have to make way. */
    private void send() {
        boolean ahead = !TranscriptionStatus.of(job.row()).language().equals(Language.AUTO) && !type.scheduler().queue().isPlaceWanted(job) && !type.mustWait(job);
        while (!type.engine().settling()) {
            PcmMessage<AudioWindow> next = prefetch.send(ahead);
            if (next == null) {
                return;
            }
            TranscribeWindow request = new TranscribeWindow(ticket(next), job.id(), interactive() ? WindowPriority.INTERACTIVE : WindowPriority.BATCH, model.model(),
                    TranscriptionStatus.of(job.row()).language(), spec.translate(), spec.prompt(), spec.temperature(), next.meta().speech());
            type.engine().transcribe(new PcmMessage<>(request, next.pcm())).onComplete(answer -> onAnswer(next, answer));
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
        return type.scheduler().queue().mustMakeWay(job) || type.mustWait(job);
    }

    /** Somebody waits for a place, which is not to take longer than the first of its windows. */
    void onPlaceWanted() {
        List<PcmMessage<AudioWindow>> sent = prefetch.sent();
        if (sent.size() > 1) {
            sent.subList(0, sent.size() - 1).forEach(window -> type.engine().withdraw(ticket(window)));
        }
    }

    /** Gives its place back as soon as no window of it runs. */
    void makeWay() {
        if (prefetch.noneSent()) {
            type.scheduler().queue().makeWay(job);
        } else {
            prefetch.sent().forEach(window -> type.engine().withdraw(ticket(window)));
        }
    }

    private void onAnswer(PcmMessage<AudioWindow> audio, AsyncResult<TranscribedWindow> answer) {
        if (!mine()) {
            return;
        }
        prefetch.answered(audio);
        if (answer.succeeded()) {
            try {
                onTranscribed(audio.meta(), answer.result());
            } catch (Fault fault) {
                fail(fault);
            }
        } else if (Fault.of(answer.cause()).code() == Fault.Code.CANCELLED) {
            onWithdrawn(audio);
        } else if (!type.triesAgain(job, answer.cause())) {
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

    private void onTranscribed(AudioWindow window, TranscribedWindow heard) {
        List<Segment> segments = TranscriptMerger.shift(heard.segments(), window.start());
        String added = TranscriptMerger.addition(lastCharacter, segments);
        JobStatus status = status();
        TranscriptionStatus before = TranscriptionStatus.of(status);
        boolean detected = before.language().equals(Language.AUTO) && !segments.isEmpty();
        JobRow row = job.row().at((detected ? TranscriptionStatus.spoken(status, heard.language()) : status).at(window.end())
                .timed(timing -> timing.computed(heard.milliseconds(), window.end())));
        WindowDone done = new WindowDone(job.id(), windows, segments, added, window.end(), before.duration());
        boolean last = exhausted && nothingLeft();
        JobRow written = last && spec.output() == null ? type.closed(row.logged(new LogLine(type.now(), "completed")).ended(JobState.COMPLETED, type.now(), null)) : row;
        if (!type.store().saveWindow(written, done)) {
            LOG.atWarn().addKeyValue(Logging.JOB, job.id()).log("It belongs to another service by now");
            type.scheduler().abandon(job);
            return;
        }
        windows++;
        file.progressed();
        lastCharacter = added.isEmpty() ? lastCharacter : last(added);
        type.bus().publish(JobMessages.SEGMENT, done);
        job.update(known -> row.status());
        if (last) {
            if (spec.output() == null) {
                type.scheduler().ended(job, written);
            } else {
                complete();
            }
        } else if (failure != null && nothingLeft()) {
            readAgain();
        } else {
            if (!mustMakeWay()) {
                type.scheduler().progress(job, known -> row.status());
            }
            goOn();
        }
    }

    private void complete() {
        try {
            job.update(status -> status());
            type.write(job, spec, recorded);
            type.scheduler().complete(job);
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
            type.scheduler().fail(job, error);
        }
    }

    @Override
    public Future<?> leave() {
        // Only the stop waits for the answers: its thread is not to be gone when they come.
        return Future.join(Future.join(prefetch.sent().stream().map(window -> type.engine().cancel(ticket(window))).toList()), file.close(), model.release());
    }

    private boolean mine() {
        return job.execution() == this;
    }

    private static String last(String text) {
        return text.isEmpty() ? "" : Character.toString(text.codePointBefore(text.length()));
    }
}
