package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.log.Logging;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The queue of all kinds of jobs: who has a place to work in, who waits for one, and what becomes of them. Belongs to the
 * room's thread.
 */
final class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** How long a job may keep its place while others wait for one. */
    private static final Duration TURN = Duration.ofMinutes(1);

    /** Who is told what becomes of jobs. */
    interface Listener {

        /** Of every change, after it is in the store where it has to be. */
        void changed(Run run);

        void logged(Run run, LogLine line);
    }

    /** The places of a kind, and who waits for one. */
    private static final class Lane {
        final TurnQueue<Run> waiting = new TurnQueue<>();
        int taken;
    }

    private final Clock clock;
    private final JobStore store;
    private final Listener listener;
    private final Runs runs = new Runs();
    private final Map<Kind, Lane> lanes = new HashMap<>();
    private boolean stopping;

    Scheduler(Clock clock, JobStore store, Listener listener) {
        this.clock = clock;
        this.store = store;
        this.listener = listener;
    }

    /** Jobs that have not ended and are part of no other. */
    long size() {
        return runs.whole();
    }

    Optional<Run> find(String id) {
        return runs.find(id);
    }

    /** Jobs that have not ended. */
    List<Run> all() {
        return runs.all();
    }

    /** Jobs of a kind that have not ended. */
    List<Run> all(Kind kind) {
        return runs.all(kind);
    }

    /** Takes on a job that is in the store. One that is not paused begins when there is a place. */
    Run add(Kind kind, JobRow row) {
        Run run = new Run(kind, row, row.attempt() == 1 && row.started() == null ? row.created() : clock.instant());
        runs.add(run);
        log(run, row.attempt() == 1 && row.started() == null ? "queued" : "taken up again");
        if (row.state() == State.PAUSED) {
            listener.changed(run);
        } else {
            queue(run, Step.RECOVER);
        }
        return run;
    }

    /** Jobs that wait for the end of another one. */
    List<Run> waiters(String id) {
        return runs.waiters(id);
    }

    /** Something has happened that its owner may want to know; written down with the next change. */
    void log(Run run, String message) {
        LogLine line = new LogLine(clock.instant(), message);
        run.row(run.row().logged(line));
        listener.logged(run, line);
    }

    /** Why a job waits, or that nothing keeps it from its turn any more (null). */
    void waiting(Run run, String reason) {
        if (!Objects.equals(run.waiting(), reason)) {
            run.waiting(reason);
            if (reason != null) {
                log(run, reason);
            }
            listener.changed(run);
        }
    }

    /** A job of which more is known now. */
    void progress(Run run, Status status) {
        run.row(run.row().at(status));
        listener.changed(run);
    }

    /** Whether one that waits for a place comes before this one: a person before a batch, else whoever has waited a turn. */
    boolean mustMakeWay(Run run) {
        Run next = lane(run.kind()).waiting.peek();
        return next != null && (next.row().interactive() && !run.row().interactive() || run.placed().plus(TURN).isBefore(clock.instant()));
    }

    /** Takes a job's place away; it gets one again after the others. */
    void makeWay(Run run) {
        leave(run);
        queue(run, Step.MAKE_WAY);
    }

    /**
     * Takes a job's place away until another job has ended.
     *
     * @param verdict why the end of the other one is the end of this one too, or null to go on; going on, it is restarted. Where the other
     *                one was cancelled, this one is paused for that reason instead
     */
    void await(Run run, String other, Function<JobRow, Fault> verdict) {
        leave(run);
        run.waitingFor(other);
        move(run, Step.WAIT);
        openMore(run.kind());
        whenEnded(other, ended -> {
            if (run.row().state() == State.WAITING && other.equals(run.waitingFor())) {
                Fault fault = verdict.apply(ended);
                if (fault == null) {
                    queue(run, Step.GO_ON);
                } else if (ended.state() == State.CANCELLED) {
                    halt(run, fault);
                } else {
                    fail(run, fault);
                }
            }
        });
    }

    /** Tells of a job's end, at once where it has ended. Nothing is told of one that never was. */
    void whenEnded(String id, Consumer<JobRow> listener) {
        runs.find(id).ifPresentOrElse(run -> runs.whenEnded(id, listener), () -> store.find(id).ifPresent(listener));
    }

    void complete(Run run) {
        end(run, Step.COMPLETE, null);
    }

    /** A part of the service that is going away is no reason for a job to fail: the next start goes on with it. */
    void fail(Run run, Throwable error) {
        Fault fault = Fault.of(error);
        if (stopping && fault.code() != Fault.Code.BAD_AUDIO) {
            leave(run);
        } else {
            end(run, Step.FAIL, fault.info());
        }
    }

    void cancel(Run run) {
        end(run, Step.CANCEL, null);
    }

    void pause(Run run) {
        pause(run, null);
    }

    /** Pauses a job, and what it is a part of with all its other parts, for a reason that its owner has to do something about. */
    private void halt(Run run, Fault why) {
        Run whole = find(run.row().parent()).filter(parent -> parent.kind().ownsChildren()).orElse(run);
        pause(whole, why.info());
        pause(run, why.info());
    }

    private void pause(Run run, Fault.Info why) {
        if (!Step.PAUSE.allowedIn(run.row().state())) {
            return;
        }
        leave(run);
        run.waitingFor(null);
        run.waiting(null);
        run.row(why == null ? run.row().in(Step.PAUSE.to()) : run.row().halted(why).at(run.row().status().noticed(why.message())));
        log(run, why == null ? "paused" : "paused: " + why.message());
        store.save(run.row());
        listener.changed(run);
        if (run.kind().ownsChildren()) {
            runs.children(run.id()).forEach(child -> pause(child, why));
        }
        openMore(run.kind());
    }

    void resume(Run run) {
        if (!Step.RESUME.allowedIn(run.row().state())) {
            return;
        }
        // The children first: a kill in between leaves them in the works of a paused parent, which the next start pauses again.
        if (run.kind().ownsChildren()) {
            runs.children(run.id()).forEach(this::resume);
        }
        run.idleSince(clock.instant());
        if (run.row().error() != null) {
            run.row(run.row().unended().in(State.PAUSED).at(run.row().status().noticed(null)));
        }
        log(run, "resumed");
        store.save(run.row().in(Step.RESUME.to()));
        queue(run, Step.RESUME);
    }

    /** Begins nothing more, lets what is nearly done be finished, and leaves the rest to the next start. */
    Future<Void> stop() {
        stopping = true;
        return Future.join(List.copyOf(lanes.keySet()).stream().map(Kind::settle).toList())
                .transform(settled -> Future.join(runs.all().stream().map(this::leave).toList()))
                .transform(left -> Future.succeededFuture());
    }

    /** A job that another service has taken over. */
    void abandon(Run run) {
        leave(run);
        runs.remove(run);
        openMore(run.kind());
    }

    /** A job whose end is in the store already. */
    void ended(Run run, JobRow row) {
        leave(run);
        run.row(row);
        listener.logged(run, row.status().log().get(row.status().log().size() - 1));
        run.kind().ended(row);
        close(run);
    }

    private void end(Run run, Step step, Fault.Info why) {
        if (!step.allowedIn(run.row().state())) {
            return;
        }
        // First it loses its place: it must not begin new children for those that end now.
        leave(run);
        if (run.kind().ownsChildren()) {
            runs.children(run.id()).forEach(this::cancel);
        }
        run.waitingFor(null);
        run.waiting(null);
        log(run, step.to().name().toLowerCase(Locale.ROOT) + (why == null ? "" : ": " + why.message()));
        run.row(run.kind().closed(run.row().ended(step.to(), clock.instant(), why)));
        try {
            store.save(run.row());
        } catch (Fault fault) {
            // The next start takes it up again, and needs its files; until then this is how it ended.
            LOG.atError().addKeyValue(Logging.JOB, run.id()).log("Its end could not be written: {}", fault.getMessage());
            close(run);
            return;
        }
        run.kind().ended(run.row());
        close(run);
    }

    private void close(Run run) {
        runs.remove(run);
        JobRow row = run.row();
        LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} {}{}", row.name(), row.state().name().toLowerCase(Locale.ROOT),
                row.state() == State.FAILED ? ": " + row.error().message() : "");
        Runs.guarded(row, () -> listener.changed(run));
        runs.ended(row);
        openMore(run.kind());
    }

    private void queue(Run run, Step step) {
        run.waitingFor(null);
        move(run, step);
        lane(run.kind()).waiting.add(run, run.row().interactive());
        openMore(run.kind());
        if (run.task() == null && run.row().state() == State.QUEUED) {
            waiting(run, run.kind().waiting(run));
        }
    }

    private void move(Run run, Step step) {
        if (!step.allowedIn(run.row().state())) {
            throw new IllegalStateException("Job " + run.id() + " is " + run.row().state() + ": no " + step);
        }
        run.row(run.row().in(step.to()));
        listener.changed(run);
    }

    /** Begins jobs of a kind for which there are places. */
    void openMore(Kind kind) {
        Lane lane = lane(kind);
        while (!stopping && lane.taken < kind.limit()) {
            Run run = lane.waiting.poll(kind::mayBegin);
            if (run == null) {
                return;
            }
            try {
                Kind.Task task = kind.task(run);
                lane.taken++;
                run.place(task, clock.instant());
                move(run, Step.BEGIN);
                task.begin();
            } catch (Fault fault) {
                fail(run, fault);
            }
        }
    }

    private Future<?> leave(Run run) {
        lane(run.kind()).waiting.remove(run);
        Kind.Task task = run.task();
        if (task == null) {
            return Future.succeededFuture();
        }
        run.unplace(clock.instant());
        lane(run.kind()).taken--;
        return task.leave();
    }

    private Lane lane(Kind kind) {
        return lanes.computeIfAbsent(kind, key -> new Lane());
    }
}
