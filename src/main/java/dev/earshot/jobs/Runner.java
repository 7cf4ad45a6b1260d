package dev.earshot.jobs;

import dev.earshot.audio.AudioMessages;
import dev.earshot.audio.AudioMessages.Window;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Sound;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.Transcribe;
import dev.earshot.engine.EngineMessages.Transcribed;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.models.ModelMessages;
import dev.earshot.speech.Language;
import dev.earshot.speech.Segment;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Works on jobs: opens as many as may be open, sends their windows to the engine in turns, one at a time, and writes down what
 * comes back. A job asks for its next window while its present one is being recognised. Belongs to the room's thread.
 */
final class Runner {

    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private static final Duration FILE_LIMIT = Duration.ofMinutes(15);
    /** How long a job may keep its file open while others wait to open theirs. */
    private static final Duration TURN = Duration.ofMinutes(1);
    private static final int STOP_SECONDS = 30;

    private final Bus bus;
    private final Config config;
    private final Clock clock;
    private final JobStore store;
    private final Consumer<Run> changed;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final TurnQueue<Run> waiting = new TurnQueue<>();
    private final TurnQueue<Run> ready = new TurnQueue<>();
    private Future<Void> engine = Future.succeededFuture();
    private int active;
    private boolean stopping;

    /** @param changed told of every change of a job, after it is in the store where it has to be */
    Runner(Bus bus, Config config, Clock clock, JobStore store, Consumer<Run> changed) {
        this.bus = bus;
        this.config = config;
        this.clock = clock;
        this.store = store;
        this.changed = changed;
    }

    /** Jobs that have not ended. */
    int size() {
        return runs.size();
    }

    Optional<Run> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** Takes on a job that is in the store. */
    void add(Run run) {
        runs.put(run.id(), run);
        waiting.add(run, run.row().interactive());
        changed.accept(run);
        openMore();
    }

    void cancel(Run run) {
        if (run.inEngine()) {
            endWindow(run);
        }
        end(run, State.CANCELLED, null);
    }

    private Duration patience() {
        return EngineMessages.patience(config.engine().windowLimitSeconds());
    }

    private Future<?> endWindow(Run run) {
        return bus.request(EngineMessages.CANCEL, new EngineMessages.Cancel(run.ticket()));
    }

    /** Begins nothing more, lets the present window end if it does so soon, and leaves the rest to the next start. */
    Future<Void> stop() {
        stopping = true;
        return engine.timeout(STOP_SECONDS, TimeUnit.SECONDS)
                .recover(late -> Future.join(runs.values().stream().filter(Run::inEngine).map(this::endWindow).toList()).mapEmpty())
                .transform(done -> Future.join(List.copyOf(runs.values()).stream().map(this::leave).toList()))
                .transform(done -> Future.succeededFuture());
    }

    private void openMore() {
        while (!stopping && active < config.jobs().active()) {
            Run run = waiting.poll();
            if (run == null) {
                return;
            }
            active++;
            run.opened(clock.instant());
            open(run);
        }
    }

    private void open(Run run) {
        JobRow row = run.row();
        run.row(row.started(clock.instant()));
        changed.accept(run);
        // The file is opened while the model loads: both take time, and either may fail.
        Future<Void> model = bus.request(ModelMessages.ACQUIRE, new ModelMessages.Acquire(row.model(), row.keepAlive(), row.id()),
                        patience().plus(FILE_LIMIT))
                .map(lease -> {
                    run.lease(lease.lease());
                    return giveBackIfOver(run);
                });
        Future<Void> file = bus.request(AudioMessages.OPEN, new AudioMessages.Open(row.path(), run.windows()), FILE_LIMIT)
                .map(opened -> {
                    run.session(opened.session());
                    run.row(run.row().at(run.row().position(), opened.duration(), run.row().language()));
                    return giveBackIfOver(run);
                });
        Future.all(file, model).onSuccess(both -> {
            if (!run.over()) {
                fetch(run);
            }
        }).onFailure(error -> fail(run, error));
    }

    /** The job may have ended while it waited for its model and its file. */
    private Void giveBackIfOver(Run run) {
        if (run.over()) {
            release(run);
        }
        return null;
    }

    private void fetch(Run run) {
        String session = run.session();
        bus.request(AudioMessages.NEXT, new AudioMessages.Next(session), FILE_LIMIT).onComplete(next -> {
            if (run.over() || !session.equals(run.session())) {
                return;
            }
            if (next.failed()) {
                // What is in the engine now still counts: the failure comes after it.
                engineOf(run).onComplete(done -> fail(run, next.cause()));
            } else {
                fetched(run, next.result());
            }
        });
    }

    private Future<Void> engineOf(Run run) {
        return run.inEngine() ? engine : Future.succeededFuture();
    }

    private void fetched(Run run, Sound<Window> sound) {
        Window window = sound.meta();
        if (window.duration() != null) {
            run.row(run.row().at(run.row().position(), window.duration(), run.row().language()));
        }
        if (window.done()) {
            run.exhaust();
            if (!run.inEngine()) {
                end(run, State.COMPLETED, null);
            }
        } else {
            run.ready(sound);
            ready.add(run, run.row().interactive());
            dispatch();
        }
    }

    /** Gives the engine the next window, if it is free. */
    private void dispatch() {
        if (stopping || !engine.isComplete()) {
            return;
        }
        Run run = ready.poll();
        if (run == null) {
            return;
        }
        Sound<Window> sound = run.ready();
        run.ready(null);
        run.inEngine(true);
        JobRow row = run.row();
        String language = row.language() != null ? row.language() : row.askedLanguage();
        Transcribe request = new Transcribe(run.ticket(), row.model(), language, row.translate(), row.prompt(), row.temperature());
        Future<Transcribed> recognised = bus.request(EngineMessages.TRANSCRIBE, new Sound<>(request, sound.pcm()), patience());
        engine = recognised.transform(result -> {
            run.inEngine(false);
            if (!run.over()) {
                if (result.failed()) {
                    fail(run, result.cause());
                } else {
                    heard(run, sound.meta(), result.result());
                }
            }
            return Future.succeededFuture();
        });
        engine.onComplete(done -> dispatch());
        fetch(run);
    }

    private void heard(Run run, Window window, Transcribed heard) {
        List<Segment> segments = Transcript.shift(heard.segments(), window.start());
        String added = Transcript.addition(run.lastCharacter(), segments);
        JobRow row = run.row();
        String language = row.language() == null && !segments.isEmpty() && !heard.language().equals(Language.AUTO)
                ? heard.language() : row.language();
        row = row.at(window.end(), row.duration(), language);
        WindowDone done = new WindowDone(run.id(), run.windows(), segments, added, window.end(), row.duration());
        boolean last = run.exhausted();
        JobRow written = last ? row.ended(State.COMPLETED, clock.instant(), null) : row;
        try {
            if (!store.saveWindow(written, done)) {
                LOG.warn("Job {} belongs to another service by now", run.id());
                leave(run);
                return;
            }
        } catch (Fault fault) {
            fail(run, fault);
            return;
        }
        run.row(written);
        run.done(added);
        bus.publish(JobMessages.SEGMENT, done);
        if (last) {
            close(run);
        } else {
            changed.accept(run);
            if (mustMakeWay(run)) {
                park(run);
            }
        }
    }

    /** Whether one that waits to open its file comes before this one: a person before a batch, else whoever has waited a turn. */
    private boolean mustMakeWay(Run run) {
        Run next = waiting.peek();
        return next != null && !run.exhausted() && (next.row().interactive() && !run.row().interactive()
                || run.opened().plus(TURN).isBefore(clock.instant()));
    }

    /** Closes a job's file; it waits behind the others and goes on with its next window. */
    private void park(Run run) {
        ready.remove(run);
        run.ready(null);
        release(run);
        active--;
        waiting.add(run, run.row().interactive());
        openMore();
    }

    /** A part of the service that is going away is no reason for a job to fail: the next start goes on with it. */
    private void fail(Run run, Throwable error) {
        Fault fault = Fault.of(error);
        if (run.over()) {
            return;
        }
        if (stopping && fault.code() != Fault.Code.BAD_AUDIO) {
            leave(run);
        } else {
            end(run, State.FAILED, fault.info());
        }
    }

    private void end(Run run, State state, Fault.Info why) {
        run.row(run.row().ended(state, clock.instant(), why));
        try {
            store.save(run.row());
        } catch (Fault fault) {
            // The next start takes it up again, and needs its file; until then this is how it ended.
            LOG.error("The end of job {} could not be written: {}", run.id(), fault.getMessage());
            leave(run);
            changed.accept(run);
            openMore();
            return;
        }
        close(run);
    }

    /** After the end is in the store: gives everything back and makes room for the next. */
    private void close(Run run) {
        leave(run);
        if (run.row().owned()) {
            try {
                Files.deleteIfExists(Path.of(run.row().path()));
            } catch (IOException e) {
                LOG.warn("The upload {} could not be removed: {}", run.row().path(), e.getMessage());
            }
        }
        changed.accept(run);
        openMore();
    }

    private Future<?> leave(Run run) {
        run.finish();
        runs.remove(run.id());
        if (!waiting.remove(run)) {
            active--;
        }
        ready.remove(run);
        return release(run);
    }

    /** Gives file and model back. Only the stop waits for the answers: its thread is not to be gone when they come. */
    private Future<?> release(Run run) {
        List<Future<?>> answers = new ArrayList<>();
        if (run.session() != null) {
            answers.add(bus.request(AudioMessages.CLOSE, new AudioMessages.Close(run.session())));
            run.session(null);
        }
        if (run.lease() != null) {
            answers.add(bus.request(ModelMessages.RELEASE, new ModelMessages.Release(run.lease())));
            run.lease(null);
        }
        return Future.join(answers);
    }
}
