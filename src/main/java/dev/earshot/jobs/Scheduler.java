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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

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
                    orStall(run, () -> halt(run, fault));
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

    /**
     * A part of the service that is going away is no reason for a job to fail: the next start goes on with it. Nor is the store: it goes
     * on when that works again.
     */
    void fail(Run run, Throwable error) {
        Fault fault = Fault.of(error);
        if (stopping && fault.code() != Fault.Code.BAD_AUDIO) {
            leave(run);
        } else if (StoreFailure.caused(fault)) {
            stall(run, null);
        } else {
            end(run, Step.FAIL, fault.info());
        }
    }

    /** Fails, and changes nothing, where the store does. */
    void cancel(Run run) {
        if (Step.CANCEL.allowedIn(run.row().state())) {
            write(run, run.unwritten() == null ? endOf(run, Step.CANCEL, null) : run.unwritten());
        }
    }

    /** Fails, and changes nothing, where the store does. */
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
        if (run.unwritten() != null) {
            write(run, run.unwritten());
        }
        if (!Step.PAUSE.allowedIn(run.row().state())) {
            return;
        }
        Map<Run, JobRow> paused = new LinkedHashMap<>();
        family(run, Step.PAUSE).forEach(each -> {
            JobRow row = each.row().at(each.row().status().atRest());
            paused.put(each, logged(why == null ? row.in(Step.PAUSE.to()) : row.halted(why).at(row.status().noticed(why.message())),
                    why == null ? "paused" : "paused: " + why.message()));
        });
        store.save(paused.values());
        paused.forEach((each, row) -> {
            leave(each);
            each.free();
            change(each, row);
            listener.changed(each);
        });
        paused.keySet().forEach(each -> openMore(each.kind()));
    }

    /** Fails, and changes nothing, where the store does. */
    void resume(Run run) {
        if (!Step.RESUME.allowedIn(run.row().state())) {
            return;
        }
        Map<Run, JobRow> resumed = new LinkedHashMap<>();
        family(run, Step.RESUME).forEach(each -> {
            JobRow row = each.row().error() == null ? each.row() : each.row().unended().at(each.row().status().noticed(null));
            resumed.put(each, logged(row, "resumed").in(Step.RESUME.to()));
        });
        store.save(resumed.values());
        resumed.forEach((each, row) -> {
            each.idleSince(clock.instant());
            change(each, row.in(State.PAUSED));
        });
        resumed.keySet().forEach(each -> queue(each, Step.RESUME));
    }

    /** A job and, behind it, what shares its fate, where something can happen to it. */
    private List<Run> family(Run run, Step step) {
        Stream<Run> children = run.kind().ownsChildren() ? runs.children(run.id()).stream() : Stream.empty();
        return Stream.concat(Stream.of(run), children).filter(each -> step.allowedIn(each.row().state())).toList();
    }

    private JobRow logged(JobRow row, String message) {
        return row.logged(new LogLine(clock.instant(), message));
    }

    /** A row whose last line is new. */
    private void change(Run run, JobRow row) {
        run.row(row);
        listener.logged(run, row.status().log().get(row.status().log().size() - 1));
    }

    /** Begins nothing more, lets what is nearly done be finished, and leaves the rest to the next start. */
    Future<Void> stop() {
        stopping = true;
        return Future.join(List.copyOf(lanes.keySet()).stream().map(Kind::settle).toList())
                .transform(settled -> Future.join(runs.all().stream().map(this::leave).toList()))
                .transform(left -> {
                    onStoreRecovery();
                    return Future.succeededFuture();
                });
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
        run.free();
        change(run, row);
        run.kind().ended(row);
        close(run);
    }

    private void end(Run run, Step step, Fault.Info why) {
        if (!step.allowedIn(run.row().state())) {
            return;
        }
        leave(run);
        JobRow end = endOf(run, step, why);
        try {
            write(run, end);
        } catch (Fault fault) {
            stall(run, end);
        }
    }

    private JobRow endOf(Run run, Step step, Fault.Info why) {
        JobRow row = logged(run.row().at(run.row().status().atRest()), step.to().name().toLowerCase(Locale.ROOT) + (why == null ? "" : ": " + why.message()));
        return run.kind().closed(row.ended(step.to(), clock.instant(), why));
    }

    /** Writes a job's end, and that of its parts, which end with it. */
    private void write(Run run, JobRow end) {
        Map<Run, JobRow> ends = new LinkedHashMap<>();
        if (run.kind().ownsChildren()) {
            runs.children(run.id()).forEach(child -> ends.put(child, child.unwritten() == null ? endOf(child, Step.CANCEL, null) : child.unwritten()));
        }
        ends.put(run, end);
        store.save(ends.values());
        // First it loses its place: it must not begin new children for those that end now.
        leave(run);
        ends.forEach(this::ended);
    }

    private void orStall(Run run, Runnable change) {
        try {
            change.run();
        } catch (Fault fault) {
            fail(run, fault);
        }
    }

    /** @param end how it ended, where it is that which could not be written; else null */
    private void stall(Run run, JobRow end) {
        StoreFailure failure = store.connection().failure();
        leave(run);
        run.free();
        run.stall(end);
        if (failure != null) {
            run.waiting(failure.waiting(store.connection().folder()));
            log(run, run.waiting());
        }
        move(run, Step.RECOVER);
    }

    /**
     * The store is damaged: a new one gets what can be read of it, and the jobs that have not ended as they are known here. They begin
     * again behind what was rescued.
     */
    void repairStore() {
        List<Run> all = runs.all();
        all.stream().filter(run -> run.row().state() != State.PAUSED && run.unwritten() == null).forEach(run -> stall(run, null));
        store.connection().repair(all.stream().map(Run::row).toList());
        all.stream().filter(run -> run.row().state() == State.PAUSED)
                .forEach(run -> store.find(run.id()).ifPresent(row -> run.row(run.row().at(row.status()))));
    }

    /** The store works again: ends are written, and those whose work it failed go on from what is written. */
    void onStoreRecovery() {
        try {
            runs.all().stream().filter(Run::stalled).forEach(this::goOn);
            List.copyOf(lanes.keySet()).forEach(this::openMore);
        } catch (Fault fault) {
            // Told again when it works again.
            LOG.warn("The job store failed again: {}", fault.getMessage());
        }
    }

    /** Of a job that the store failed nobody can tell whether what was written last is there. */
    private void goOn(Run run) {
        if (!run.stalled()) {
            return;
        }
        JobRow written = store.find(run.id()).orElse(null);
        if (written == null || written.attempt() != run.row().attempt()) {
            abandon(run);
        } else if (written.state().ended()) {
            ended(run, written);
        } else if (run.unwritten() != null) {
            write(run, run.unwritten());
        } else {
            run.free();
            run.row(run.row().at(written.status()));
            queue(run, Step.RECOVER);
        }
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
        while (!stopping && store.connection().failure() == null && lane.taken < kind.limit()) {
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
        return task.leave().onFailure(error ->
                LOG.atWarn().addKeyValue(Logging.JOB, run.id()).log("The work on it could not be stopped: {}", error.getMessage()));
    }

    private Lane lane(Kind kind) {
        return lanes.computeIfAbsent(kind, key -> new Lane());
    }
}
