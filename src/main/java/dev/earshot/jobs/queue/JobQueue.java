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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

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
    private final Scheduler scheduler;
    private final Map<JobType, Lane> lanes = new HashMap<>();
    private final Outstanding leaving = new Outstanding();
    private boolean stopping;

    /** @param scheduler told of jobs that cannot begin, and of those that belong to another service by now */
    JobQueue(Clock clock, JobStore store, Scheduler.JobListener listener, Scheduler scheduler) {
        this.clock = clock;
        this.store = store;
        this.listener = listener;
        this.scheduler = scheduler;
    }

    /** Something has happened that its owner may want to know; written down with the next change. */
    void log(ActiveJob job, String message) {
        LogLine line = new LogLine(clock.instant(), message);
        job.row(job.row().logged(line));
        listener.logged(job, line);
    }

    /** Why a job waits, or that nothing keeps it from its turn any more (null). */
    void waiting(ActiveJob job, String reason) {
        if (!Objects.equals(job.waiting(), reason)) {
            job.waiting(reason);
            if (reason != null) {
                log(job, reason);
            }
            listener.changed(job);
        }
    }

    /** A job of which more is known now. */
    void progress(ActiveJob job, UnaryOperator<JobStatus> change) {
        job.update(change);
        listener.changed(job);
    }

    /** Whether another job waits for a place of this one's kind. */
    public boolean isPlaceWanted(ActiveJob job) {
        return lane(job.type()).waiting.peek() != null;
    }

    /** Whether one that waits for a place comes before this one: a person before a batch, else whoever has waited a turn. */
    public boolean mustMakeWay(ActiveJob job) {
        ActiveJob next = lane(job.type()).waiting.peek();
        return next != null && (next.row().interactive() && !job.row().interactive() || job.placed().plus(TURN).isBefore(clock.instant()));
    }

    /** Takes a job's place away; it gets one again after the others. */
    public void makeWay(ActiveJob job) {
        if (saveOrStall(job, JobTransition.MAKE_WAY)) {
            leave(job);
            queue(job, JobTransition.MAKE_WAY);
        }
    }

    /** A row with one more line in its log. */
    JobRow logged(JobRow row, String message) {
        return row.logged(new LogLine(clock.instant(), message));
    }

    /** A row that is in the store already, whose last line is new. */
    void change(ActiveJob job, JobRow row) {
        job.stored(row.state());
        job.row(row);
        listener.logged(job, row.status().log().get(row.status().log().size() - 1));
    }

    /** Waits for a place in the turn of its kind, and begins at once where there is one. */
    void queue(ActiveJob job, JobTransition transition) {
        job.waitingFor(null);
        if (saveOrStall(job, transition)) {
            enter(job, transition);
        }
    }

    /**
     * The same for a job that is in the store, queued or, where it {@linkplain #beginsAtOnce begins at once}, as one that runs: so that
     * both is one commit.
     */
    void enter(ActiveJob job, JobTransition transition) {
        move(job, transition);
        lane(job.type()).waiting.add(job, job.row().interactive());
        openMore(job.type());
        if (job.execution() == null && job.row().state() == JobState.QUEUED && !job.stalled() && saveOrStall(job, JobTransition.RECOVER)) {
            waiting(job, job.type().waiting(job));
            job.type().onPlaceWanted();
        }
    }

    /** Whether a new job has its place as soon as it is here. */
    boolean beginsAtOnce(ActiveJob job) {
        return mayOpen(job.type()) && lane(job.type()).waiting.peek() == null && job.type().mayBegin(job);
    }

    private boolean mayOpen(JobType type) {
        return !stopping && store.health().failure() == null && lane(type).taken < type.limit();
    }

    /** Writes that it is in another state, unless the store has that already. False where it belongs to another service by now. */
    boolean save(ActiveJob job, JobTransition transition) {
        check(job, transition);
        return save(job, job.row().in(transition.to()));
    }

    private boolean saveOrStall(ActiveJob job, JobTransition transition) {
        try {
            return save(job, transition);
        } catch (Fault fault) {
            stall(job, null);
            return false;
        }
    }

    private boolean save(ActiveJob job, JobRow row) {
        if (row.state() == job.stored()) {
            return true;
        }
        job.stored(null);
        if (!store.save(row)) {
            scheduler.abandon(job);
            return false;
        }
        job.stored(row.state());
        return true;
    }

    /** It is in another state, which the store has, and which is told. */
    void move(ActiveJob job, JobTransition transition) {
        check(job, transition);
        job.row(job.row().in(transition.to()));
        listener.changed(job);
    }

    private static void check(ActiveJob job, JobTransition transition) {
        if (!transition.allowedIn(job.row().state())) {
            throw new IllegalStateException("Job " + job.id() + " is " + job.row().state() + ": no " + transition);
        }
    }

    /** Begins jobs of a kind for which there are places. */
    void openMore(JobType type) {
        while (mayOpen(type)) {
            ActiveJob job = lane(type).waiting.poll(type::mayBegin);
            if (job == null) {
                return;
            }
            try {
                begin(job);
            } catch (Fault fault) {
                scheduler.fail(job, fault);
            }
        }
    }

    private void begin(ActiveJob job) {
        check(job, JobTransition.BEGIN);
        Instant now = clock.instant();
        JobType.Execution execution = job.type().execution(job);
        JobRow begun = job.beginning(now);
        if (save(job, begun)) {
            lane(job.type()).taken++;
            job.place(execution, begun, now);
            listener.changed(job);
            execution.begin();
        }
    }

    /** Takes its place away, or its turn; the future says when the work on it has stopped. */
    Future<?> leave(ActiveJob job) {
        lane(job.type()).waiting.remove(job);
        JobType.Execution execution = job.execution();
        if (execution == null) {
            return Future.succeededFuture();
        }
        job.unplace(clock.instant());
        lane(job.type()).taken--;
        return leaving.add(execution.leave()).onFailure(error ->
                LOG.atWarn().addKeyValue(Logging.JOB, job.id()).log("The work on it could not be stopped: {}", error.getMessage()));
    }

    /** Begins jobs for which there are places, of all kinds. */
    void openMore() {
        List.copyOf(lanes.keySet()).forEach(this::openMore);
    }

    private Lane lane(JobType type) {
        return lanes.computeIfAbsent(type, key -> new Lane());
    }

    /**
     * The store fails a job: it waits until that works again.
     *
     * @param end how it ended, where it is that which could not be written; else null
     */
    void stall(ActiveJob job, JobRow end) {
        StoreFailure failure = store.health().failure();
        leave(job);
        job.free();
        job.stall(end);
        if (failure != null) {
            job.waiting(failure.waiting(store.health().folder()));
            log(job, job.waiting());
        }
        // The one change that is told before it is written: the store cannot be asked either.
        move(job, JobTransition.RECOVER);
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
