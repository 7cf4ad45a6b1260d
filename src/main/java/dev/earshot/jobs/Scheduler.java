package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.log.Logging;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** The places of a kind, and who waits for one. */
    private static final class Lane {
        final TurnQueue<Run> waiting = new TurnQueue<>();
        int taken;
    }

    private final Clock clock;
    private final JobStore store;
    private final Consumer<Run> changed;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<Kind, Lane> lanes = new HashMap<>();
    private final Map<String, List<Consumer<JobRow>>> ends = new HashMap<>();
    private boolean stopping;

    /** @param changed told of every change of a job, after it is in the store where it has to be */
    Scheduler(Clock clock, JobStore store, Consumer<Run> changed) {
        this.clock = clock;
        this.store = store;
        this.changed = changed;
    }

    /** Jobs that have not ended and are part of no other. */
    long size() {
        return runs.values().stream().filter(run -> run.row().parent() == null).count();
    }

    Optional<Run> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** Jobs of a kind that have not ended. */
    List<Run> all(Kind kind) {
        return runs.values().stream().filter(run -> run.kind() == kind).toList();
    }

    /** Takes on a job that is in the store. One that is not paused begins when there is a place. */
    Run add(Kind kind, JobRow row) {
        Run run = new Run(kind, row);
        runs.put(run.id(), run);
        if (row.state() == State.PAUSED) {
            changed.accept(run);
        } else {
            queue(run, Step.RECOVER);
        }
        return run;
    }

    /** A job of which more is known now. */
    void progress(Run run, Status status) {
        run.row(run.row().at(status));
        changed.accept(run);
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
     * @param verdict why the end of the other one is the end of this one too, or null to go on; going on, it begins anew
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
                } else {
                    fail(run, fault);
                }
            }
        });
    }

    /** Tells of a job's end, at once where it has ended. Nothing is told of one that never was. */
    void whenEnded(String id, Consumer<JobRow> listener) {
        if (runs.containsKey(id)) {
            ends.computeIfAbsent(id, key -> new ArrayList<>()).add(listener);
        } else {
            store.find(id).ifPresent(listener);
        }
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
        // First it loses its place: it must not begin new children for those that end now.
        leave(run);
        if (run.kind().ownsChildren()) {
            children(run).forEach(this::cancel);
        }
        end(run, Step.CANCEL, null);
    }

    void pause(Run run) {
        if (!Step.PAUSE.allowedIn(run.row().state())) {
            return;
        }
        leave(run);
        run.waitingFor(null);
        run.row(run.row().in(Step.PAUSE.to()));
        store.save(run.row());
        changed.accept(run);
        if (run.kind().ownsChildren()) {
            children(run).forEach(this::pause);
        }
        openMore(run.kind());
    }

    void resume(Run run) {
        if (!Step.RESUME.allowedIn(run.row().state())) {
            return;
        }
        // The children first: a kill in between leaves them in the works of a paused parent, which the next start pauses again.
        if (run.kind().ownsChildren()) {
            children(run).forEach(this::resume);
        }
        store.save(run.row().in(Step.RESUME.to()));
        queue(run, Step.RESUME);
    }

    private List<Run> children(Run parent) {
        return runs.values().stream().filter(run -> parent.id().equals(run.row().parent())).toList();
    }

    /** Begins nothing more, lets what is nearly done be finished, and leaves the rest to the next start. */
    Future<Void> stop() {
        stopping = true;
        return Future.join(List.copyOf(lanes.keySet()).stream().map(Kind::settle).toList())
                .transform(settled -> Future.join(List.copyOf(runs.values()).stream().map(this::leave).toList()))
                .transform(left -> Future.succeededFuture());
    }

    /** A job that another service has taken over. */
    void abandon(Run run) {
        leave(run);
        runs.remove(run.id());
        openMore(run.kind());
    }

    /** A job whose end is in the store already. */
    void ended(Run run, JobRow row) {
        leave(run);
        run.row(row);
        run.kind().ended(row);
        close(run);
    }

    private void end(Run run, Step step, Fault.Info why) {
        if (!step.allowedIn(run.row().state())) {
            return;
        }
        leave(run);
        run.waitingFor(null);
        run.row(run.row().ended(step.to(), clock.instant(), why));
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
        runs.remove(run.id());
        JobRow row = run.row();
        LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} {}{}", row.name(), row.state().name().toLowerCase(Locale.ROOT),
                row.state() == State.FAILED ? ": " + row.error().message() : "");
        guarded(row, () -> changed.accept(run));
        List<Consumer<JobRow>> listeners = ends.remove(run.id());
        if (listeners != null) {
            listeners.forEach(listener -> guarded(row, () -> listener.accept(row)));
        }
        openMore(run.kind());
    }

    /** Where the store fails one of those who are told, the others are told all the same. */
    private static void guarded(JobRow row, Runnable telling) {
        try {
            telling.run();
        } catch (Fault fault) {
            LOG.atError().addKeyValue(Logging.JOB, row.id()).log(fault.getMessage());
        }
    }

    private void queue(Run run, Step step) {
        run.waitingFor(null);
        move(run, step);
        lane(run.kind()).waiting.add(run, run.row().interactive());
        openMore(run.kind());
    }

    private void move(Run run, Step step) {
        if (!step.allowedIn(run.row().state())) {
            throw new IllegalStateException("Job " + run.id() + " is " + run.row().state() + ": no " + step);
        }
        run.row(run.row().in(step.to()));
        changed.accept(run);
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
                run.row(run.row().begun(clock.instant()));
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
        run.unplace();
        lane(run.kind()).taken--;
        return task.leave();
    }

    private Lane lane(Kind kind) {
        return lanes.computeIfAbsent(kind, key -> new Lane());
    }
}
