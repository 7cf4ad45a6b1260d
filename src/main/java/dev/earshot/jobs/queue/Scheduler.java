package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.StoreFailure;
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
 * The jobs of all kinds that have not ended, and what becomes of them; {@link JobQueue} gives them their places. Belongs to the module's
 * thread.
 */
public final class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** Who is told what becomes of jobs. */
    public interface JobListener {

        /** Of every change, after it is in the store where it has to be. */
        void changed(ActiveJob run);

        void logged(ActiveJob run, LogLine line);
    }

    private final Clock clock;
    private final JobStore store;
    private final JobListener listener;
    private final ActiveJobs runs = new ActiveJobs();
    private final JobQueue queue;

    public Scheduler(Clock clock, JobStore store, JobListener listener) {
        this.clock = clock;
        this.store = store;
        this.listener = listener;
        this.queue = new JobQueue(clock, store, listener, this::fail);
    }

    /** Jobs that have not ended and are part of no other. */
    public long size() {
        return runs.whole();
    }

    public Optional<ActiveJob> find(String id) {
        return runs.find(id);
    }

    /** Jobs that have not ended. */
    public List<ActiveJob> all() {
        return runs.all();
    }

    /** Jobs of a kind that have not ended. */
    public List<ActiveJob> all(JobType kind) {
        return runs.all(kind);
    }

    /** Takes on a job that is in the store. One that is not paused begins when there is a place. */
    public ActiveJob add(JobType kind, JobRow row) {
        ActiveJob run = new ActiveJob(kind, row, row.attempt() == 1 && row.started() == null ? row.created() : clock.instant());
        runs.add(run);
        queue.log(run, row.attempt() == 1 && row.started() == null ? "queued" : "taken up again");
        if (row.state() == JobState.PAUSED) {
            listener.changed(run);
        } else {
            queue.queue(run, JobTransition.RECOVER);
        }
        return run;
    }

    /** Jobs that wait for the end of another one. */
    public List<ActiveJob> waiters(String id) {
        return runs.waiters(id);
    }

    /** Something has happened that its owner may want to know; written down with the next change. */
    public void log(ActiveJob run, String message) {
        queue.log(run, message);
    }

    /** Why a job waits, or that nothing keeps it from its turn any more (null). */
    public void waiting(ActiveJob run, String reason) {
        queue.waiting(run, reason);
    }

    /** A job of which more is known now. */
    public void progress(ActiveJob run, JobStatus status) {
        queue.progress(run, status);
    }

    /** Begins jobs of a kind for which there are places. */
    public void openMore(JobType kind) {
        queue.openMore(kind);
    }

    /** The places and turns of these jobs. */
    public JobQueue queue() {
        return queue;
    }

    /**
     * Takes a job's place away until another job has ended.
     *
     * @param verdict why the end of the other one is the end of this one too, or null to go on; going on, it is restarted. Where the other
     *                one was cancelled, this one is paused for that reason instead
     */
    public void await(ActiveJob run, String other, Function<JobRow, Fault> verdict) {
        queue.leave(run);
        run.waitingFor(other);
        queue.move(run, JobTransition.WAIT);
        queue.openMore(run.kind());
        whenEnded(other, ended -> {
            if (run.row().state() == JobState.WAITING && other.equals(run.waitingFor())) {
                Fault fault = verdict.apply(ended);
                if (fault == null) {
                    queue.queue(run, JobTransition.GO_ON);
                } else if (ended.state() == JobState.CANCELLED) {
                    halt(run, fault);
                } else {
                    fail(run, fault);
                }
            }
        });
    }

    /** Tells of a job's end, at once where it has ended. Nothing is told of one that never was. */
    public void whenEnded(String id, Consumer<JobRow> listener) {
        runs.find(id).ifPresentOrElse(run -> runs.whenEnded(id, listener), () -> store.find(id).ifPresent(listener));
    }

    public void complete(ActiveJob run) {
        end(run, JobTransition.COMPLETE, null);
    }

    /**
     * A part of the service that is going away is no reason for a job to fail: the next start goes on with it. Nor is the store: it goes
     * on when that works again.
     */
    public void fail(ActiveJob run, Throwable error) {
        Fault fault = Fault.of(error);
        if (queue.stopping() && fault.code() != Fault.Code.BAD_AUDIO) {
            queue.leave(run);
        } else if (StoreFailure.caused(fault)) {
            queue.stall(run, null);
        } else {
            end(run, JobTransition.FAIL, fault.info());
        }
    }

    /** Fails, and changes nothing, where the store does. */
    public void cancel(ActiveJob run) {
        if (JobTransition.CANCEL.allowedIn(run.row().state())) {
            write(run, run.unwritten() == null ? endOf(run, JobTransition.CANCEL, null) : run.unwritten());
        }
    }

    /** Fails, and changes nothing, where the store does. */
    public void pause(ActiveJob run) {
        pause(run, null);
    }

    /** Pauses a job, and what it is a part of with all its other parts, for a reason that its owner has to do something about. */
    private void halt(ActiveJob run, Fault why) {
        ActiveJob whole = find(run.row().parent()).filter(parent -> parent.kind().ownsChildren()).orElse(run);
        try {
            pause(whole, why.info());
            pause(run, why.info());
        } catch (Fault fault) {
            fail(run, fault);
        }
    }

    private void pause(ActiveJob run, Fault.Info why) {
        if (run.unwritten() != null) {
            write(run, run.unwritten());
        }
        if (!JobTransition.PAUSE.allowedIn(run.row().state())) {
            return;
        }
        Map<ActiveJob, JobRow> paused = new LinkedHashMap<>();
        family(run, JobTransition.PAUSE).forEach(each -> {
            JobRow row = each.row().at(each.row().status().atRest());
            paused.put(each, queue.logged(why == null ? row.in(JobTransition.PAUSE.to()) : row.halted(why).at(row.status().noticed(why.message())),
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
    public void resume(ActiveJob run) {
        if (!JobTransition.RESUME.allowedIn(run.row().state())) {
            return;
        }
        Map<ActiveJob, JobRow> resumed = new LinkedHashMap<>();
        family(run, JobTransition.RESUME).forEach(each -> {
            JobRow row = each.row().error() == null ? each.row() : each.row().unended().at(each.row().status().noticed(null));
            resumed.put(each, queue.logged(row, "resumed").in(JobTransition.RESUME.to()));
        });
        store.save(resumed.values());
        resumed.forEach((each, row) -> {
            each.idleSince(clock.instant());
            queue.change(each, row.in(JobState.PAUSED));
        });
        // The end of one may have ended those behind it.
        resumed.keySet().stream().filter(each -> JobTransition.RESUME.allowedIn(each.row().state())).forEach(each -> queue.queue(each, JobTransition.RESUME));
    }

    /** A job and, behind it, what shares its fate, where something can happen to it. */
    private List<ActiveJob> family(ActiveJob run, JobTransition step) {
        Stream<ActiveJob> children = run.kind().ownsChildren() ? runs.children(run.id()).stream() : Stream.empty();
        return Stream.concat(Stream.of(run), children).filter(each -> step.allowedIn(each.row().state())).toList();
    }

    /** Begins nothing more, lets what is nearly done be finished, and leaves the rest to the next start. */
    public Future<Void> stop() {
        return queue.stop().transform(settled -> {
            runs.all().forEach(queue::leave);
            return queue.left();
        }).transform(left -> Future.succeededFuture());
    }

    /** A job that another service has taken over. */
    public void abandon(ActiveJob run) {
        queue.leave(run);
        runs.remove(run);
        queue.openMore(run.kind());
    }

    /** A job whose end is in the store already. */
    public void ended(ActiveJob run, JobRow row) {
        queue.leave(run);
        run.free();
        queue.change(run, row);
        run.kind().ended(row);
        close(run);
    }

    private void end(ActiveJob run, JobTransition step, Fault.Info why) {
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

    private JobRow endOf(ActiveJob run, JobTransition step, Fault.Info why) {
        JobRow row = queue.logged(run.row().at(run.row().status().atRest()), step.to().name().toLowerCase(Locale.ROOT) + (why == null ? "" : ": " + why.message()));
        return run.kind().closed(row.ended(step.to(), clock.instant(), why));
    }

    /** Writes a job's end, and that of its parts, which end with it. */
    void write(ActiveJob run, JobRow end) {
        Map<ActiveJob, JobRow> ends = new LinkedHashMap<>();
        if (run.kind().ownsChildren()) {
            runs.children(run.id()).forEach(child -> ends.put(child, child.unwritten() == null ? endOf(child, JobTransition.CANCEL, null) : child.unwritten()));
        }
        ends.put(run, end);
        store.save(ends.values());
        // First it loses its place: it must not begin new children for those that end now.
        queue.leave(run);
        ends.forEach(this::ended);
    }

    private void close(ActiveJob run) {
        runs.remove(run);
        JobRow row = run.row();
        LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} {}{}", row.name(), row.state().name().toLowerCase(Locale.ROOT),
                row.state() == JobState.FAILED ? ": " + row.error().message() : "");
        ActiveJobs.guarded(row, () -> listener.changed(run));
        runs.ended(row);
        queue.openMore(run.kind());
    }
}
