package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Outstanding;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** Who has a place to work in and who waits for one, by kind; what happens to jobs meanwhile is told. Belongs to the module's thread. */
public final class JobQueue {

    private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

    /** How long a job may keep its place while others wait for one. */
    private static final Duration TURN = Duration.ofMinutes(1);

    /** The places of a kind, and who waits for one. */
    private static final class Lane {
        final PriorityFifo<ActiveJob> waiting = new PriorityFifo<>();
        int taken;
    }

    private final Clock clock;
    private final JobStore store;
    private final Scheduler.JobListener listener;
    private final BiConsumer<ActiveJob, Fault> failed;
    private final Map<JobType, Lane> lanes = new HashMap<>();
    private final Outstanding leaving = new Outstanding();
    private boolean stopping;

    /** @param failed told of a job that cannot begin, and why */
    JobQueue(Clock clock, JobStore store, Scheduler.JobListener listener, BiConsumer<ActiveJob, Fault> failed) {
        this.clock = clock;
        this.store = store;
        this.listener = listener;
        this.failed = failed;
    }

    /** Something has happened that its owner may want to know; written down with the next change. */
    void log(ActiveJob run, String message) {
        LogLine line = new LogLine(clock.instant(), message);
        run.row(run.row().logged(line));
        listener.logged(run, line);
    }

    /** Why a job waits, or that nothing keeps it from its turn any more (null). */
    void waiting(ActiveJob run, String reason) {
        if (!Objects.equals(run.waiting(), reason)) {
            run.waiting(reason);
            if (reason != null) {
                log(run, reason);
            }
            listener.changed(run);
        }
    }

    /** A job of which more is known now. */
    void progress(ActiveJob run, JobStatus status) {
        run.row(run.row().at(status));
        listener.changed(run);
    }

    /** Whether one that waits for a place comes before this one: a person before a batch, else whoever has waited a turn. */
    public boolean mustMakeWay(ActiveJob run) {
        ActiveJob next = lane(run.kind()).waiting.peek();
        return next != null && (next.row().interactive() && !run.row().interactive() || run.placed().plus(TURN).isBefore(clock.instant()));
    }

    /** Takes a job's place away; it gets one again after the others. */
    public void makeWay(ActiveJob run) {
        leave(run);
        queue(run, JobTransition.MAKE_WAY);
    }

    /** A row with one more line in its log. */
    JobRow logged(JobRow row, String message) {
        return row.logged(new LogLine(clock.instant(), message));
    }

    /** A row that is in the store already, whose last line is new. */
    void change(ActiveJob run, JobRow row) {
        run.row(row);
        listener.logged(run, row.status().log().get(row.status().log().size() - 1));
    }

    /** Waits for a place in the turn of its kind, and begins at once where there is one. */
    void queue(ActiveJob run, JobTransition step) {
        run.waitingFor(null);
        move(run, step);
        lane(run.kind()).waiting.add(run, run.row().interactive());
        openMore(run.kind());
        if (run.task() == null && run.row().state() == JobState.QUEUED) {
            waiting(run, run.kind().waiting(run));
        }
    }

    /** It is in another state, which is told. */
    void move(ActiveJob run, JobTransition step) {
        if (!step.allowedIn(run.row().state())) {
            throw new IllegalStateException("Job " + run.id() + " is " + run.row().state() + ": no " + step);
        }
        run.row(run.row().in(step.to()));
        listener.changed(run);
    }

    /** Begins jobs of a kind for which there are places. */
    void openMore(JobType kind) {
        Lane lane = lane(kind);
        while (!stopping && store.connection().failure() == null && lane.taken < kind.limit()) {
            ActiveJob run = lane.waiting.poll(kind::mayBegin);
            if (run == null) {
                return;
            }
            try {
                JobType.Execution task = kind.task(run);
                lane.taken++;
                run.place(task, clock.instant());
                move(run, JobTransition.BEGIN);
                task.begin();
            } catch (Fault fault) {
                failed.accept(run, fault);
            }
        }
    }

    /** Takes its place away, or its turn; the future says when the work on it has stopped. */
    Future<?> leave(ActiveJob run) {
        lane(run.kind()).waiting.remove(run);
        JobType.Execution task = run.task();
        if (task == null) {
            return Future.succeededFuture();
        }
        run.unplace(clock.instant());
        lane(run.kind()).taken--;
        return leaving.add(task.leave()).onFailure(error ->
                LOG.atWarn().addKeyValue(Logging.JOB, run.id()).log("The work on it could not be stopped: {}", error.getMessage()));
    }

    /** Begins jobs for which there are places, of all kinds. */
    void openMore() {
        List.copyOf(lanes.keySet()).forEach(this::openMore);
    }

    private Lane lane(JobType kind) {
        return lanes.computeIfAbsent(kind, key -> new Lane());
    }

    /**
     * The store fails a job: it waits until that works again.
     *
     * @param end how it ended, where it is that which could not be written; else null
     */
    void stall(ActiveJob run, JobRow end) {
        StoreFailure failure = store.connection().failure();
        leave(run);
        run.free();
        run.stall(end);
        if (failure != null) {
            run.waiting(failure.waiting(store.connection().folder()));
            log(run, run.waiting());
        }
        move(run, JobTransition.RECOVER);
    }

    /** Begins nothing more; completes when what is nearly done is finished. */
    Future<?> stop() {
        stopping = true;
        return Future.join(List.copyOf(lanes.keySet()).stream().map(JobType::settle).toList());
    }

    /** Completes when the work on all that has left has stopped. */
    Future<?> left() {
        return leaving.settled();
    }

    boolean stopping() {
        return stopping;
    }
}
