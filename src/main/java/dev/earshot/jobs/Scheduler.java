package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.log.Logging;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The jobs of all kinds that have not ended, and what becomes of them; {@link RunQueue} gives them their places. Belongs to the room's
 * thread.
 */
final class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** Who is told what becomes of jobs. */
    interface Listener {

        /** Of every change, after it is in the store where it has to be. */
        void changed(Run run);

        void logged(Run run, LogLine line);
    }

    private final Clock clock;
    private final JobStore store;
    private final Listener listener;
    private final Runs runs = new Runs();
    private final RunQueue queue;

    Scheduler(Clock clock, JobStore store, Listener listener) {
        this.clock = clock;
        this.store = store;
        this.listener = listener;
        this.queue = new RunQueue(clock, store, listener, this::fail);
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
        queue.log(run, row.attempt() == 1 && row.started() == null ? "queued" : "taken up again");
        if (row.state() == State.PAUSED) {
            listener.changed(run);
        } else {
            queue.queue(run, Step.RECOVER);
        }
        return run;
    }

    /** Jobs that wait for the end of another one. */
    List<Run> waiters(String id) {
        return runs.waiters(id);
    }

    /** Something has happened that its owner may want to know; written down with the next change. */
    void log(Run run, String message) {
        queue.log(run, message);
    }

    /** Why a job waits, or that nothing keeps it from its turn any more (null). */
    void waiting(Run run, String reason) {
        queue.waiting(run, reason);
    }

    /** A job of which more is known now. */
    void progress(Run run, Status status) {
        queue.progress(run, status);
    }

    /** Begins jobs of a kind for which there are places. */
    void openMore(Kind kind) {
        queue.openMore(kind);
    }

    /** The places and turns of these jobs. */
    RunQueue queue() {
        return queue;
    }

    /**
     * Takes a job's place away until another job has ended.
     *
     * @param verdict why the end of the other one is the end of this one too, or null to go on; going on, it is restarted. Where the other
     *                one was cancelled, this one is paused for that reason instead
     */
    void await(Run run, String other, Function<JobRow, Fault> verdict) {
        queue.leave(run);
        run.waitingFor(other);
        queue.move(run, Step.WAIT);
        queue.openMore(run.kind());
        whenEnded(other, ended -> {
            if (run.row().state() == State.WAITING && other.equals(run.waitingFor())) {
                Fault fault = verdict.apply(ended);
                if (fault == null) {
                    queue.queue(run, Step.GO_ON);
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

    /**
     * A part of the service that is going away is no reason for a job to fail: the next start goes on with it. Nor is the store: it goes
     * on when that works again.
     */
    void fail(Run run, Throwable error) {
        Fault fault = Fault.of(error);
        if (queue.stopping() && fault.code() != Fault.Code.BAD_AUDIO) {
            queue.leave(run);
        } else if (StoreFailure.caused(fault)) {
            queue.stall(run, null);
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
        try {
            pause(whole, why.info());
            pause(run, why.info());
        } catch (Fault fault) {
            fail(run, fault);
        }
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
            paused.put(each, queue.logged(why == null ? row.in(Step.PAUSE.to()) : row.halted(why).at(row.status().noticed(why.message())),
                    why == null ? "paused" : "paused: " + why.message()));
        });
        store.save(paused.values());
        paused.forEach((each, row) -> {
            queue.leave(each);
            each.free();
            queue.change(each, row);
            listener.changed(each);
        });
        paused.keySet().forEach(each -> queue.openMore(each.kind()));
    }

    /** Fails, and changes nothing, where the store does. */
    void resume(Run run) {
        if (!Step.RESUME.allowedIn(run.row().state())) {
            return;
        }
        Map<Run, JobRow> resumed = new LinkedHashMap<>();
        family(run, Step.RESUME).forEach(each -> {
            JobRow row = each.row().error() == null ? each.row() : each.row().unended().at(each.row().status().noticed(null));
            resumed.put(each, queue.logged(row, "resumed").in(Step.RESUME.to()));
        });
        store.save(resumed.values());
        resumed.forEach((each, row) -> {
            each.idleSince(clock.instant());
            queue.change(each, row.in(State.PAUSED));
        });
        // The end of one may have ended those behind it.
        resumed.keySet().stream().filter(each -> Step.RESUME.allowedIn(each.row().state())).forEach(each -> queue.queue(each, Step.RESUME));
    }

    /** A job and, behind it, what shares its fate, where something can happen to it. */
    private List<Run> family(Run run, Step step) {
        Stream<Run> children = run.kind().ownsChildren() ? runs.children(run.id()).stream() : Stream.empty();
        return Stream.concat(Stream.of(run), children).filter(each -> step.allowedIn(each.row().state())).toList();
    }

    /** Begins nothing more, lets what is nearly done be finished, and leaves the rest to the next start. */
    Future<Void> stop() {
        return queue.stop().transform(settled -> Future.join(runs.all().stream().map(queue::leave).toList()))
                .transform(left -> Future.succeededFuture());
    }

    /** A job that another service has taken over. */
    void abandon(Run run) {
        queue.leave(run);
        runs.remove(run);
        queue.openMore(run.kind());
    }

    /** A job whose end is in the store already. */
    void ended(Run run, JobRow row) {
        queue.leave(run);
        run.free();
        queue.change(run, row);
        run.kind().ended(row);
        close(run);
    }

    private void end(Run run, Step step, Fault.Info why) {
        if (!step.allowedIn(run.row().state())) {
            return;
        }
        queue.leave(run);
        JobRow end = endOf(run, step, why);
        try {
            write(run, end);
        } catch (Fault fault) {
            queue.stall(run, end);
        }
    }

    private JobRow endOf(Run run, Step step, Fault.Info why) {
        JobRow row = queue.logged(run.row().at(run.row().status().atRest()), step.to().name().toLowerCase(Locale.ROOT) + (why == null ? "" : ": " + why.message()));
        return run.kind().closed(row.ended(step.to(), clock.instant(), why));
    }

    /** Writes a job's end, and that of its parts, which end with it. */
    void write(Run run, JobRow end) {
        Map<Run, JobRow> ends = new LinkedHashMap<>();
        if (run.kind().ownsChildren()) {
            runs.children(run.id()).forEach(child -> ends.put(child, child.unwritten() == null ? endOf(child, Step.CANCEL, null) : child.unwritten()));
        }
        ends.put(run, end);
        store.save(ends.values());
        // First it loses its place: it must not begin new children for those that end now.
        queue.leave(run);
        ends.forEach(this::ended);
    }

    private void close(Run run) {
        runs.remove(run);
        JobRow row = run.row();
        LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} {}{}", row.name(), row.state().name().toLowerCase(Locale.ROOT),
                row.state() == State.FAILED ? ": " + row.error().message() : "");
        Runs.guarded(row, () -> listener.changed(run));
        runs.ended(row);
        queue.openMore(run.kind());
    }
}
