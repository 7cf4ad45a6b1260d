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

/** Slots and waiting jobs, by type; writes changes of state and reports them to the listener. Belongs to the module's thread. */
public final class JobQueue {

    private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

    /** How long a job may keep its slot while others wait for one. */
    private static final Duration TIME_SLICE = Duration.ofMinutes(1);

    /** How many slots of a type are used, and the jobs that wait for one. */
    private static final class TypeQueue {
        final PriorityFifo<ActiveJob> waiting = new PriorityFifo<>();
        int usedSlots;
    }

    private final Clock clock;
    private final JobStore store;
    private final JobListener listener;
    private final Scheduler scheduler;
    private final Map<JobType, TypeQueue> typeQueues = new HashMap<>();
    private final Outstanding stoppingWork = new Outstanding();
    private boolean stopping;

    /** @param scheduler notified of jobs that cannot start, and of those that another service has taken over */
    JobQueue(Clock clock, JobStore store, JobListener listener, Scheduler scheduler) {
        this.clock = clock;
        this.store = store;
        this.listener = listener;
        this.scheduler = scheduler;
    }

    /** Adds a line to a job's log; stored with the next change. */
    void log(ActiveJob job, String message) {
        LogLine line = new LogLine(clock.instant(), message);
        job.row(job.row().withLogLine(line));
        listener.onLogged(job, line);
    }

    /** @param reason why the job waits; null where only its turn has not come */
    void waiting(ActiveJob job, String reason) {
        if (!Objects.equals(job.waiting(), reason)) {
            job.waiting(reason);
            if (reason != null) {
                log(job, reason);
            }
            listener.onChanged(job);
        }
    }

    /** Changes a job's status; stored with the next change of state. */
    void progress(ActiveJob job, UnaryOperator<JobStatus> change) {
        job.update(change);
        listener.onChanged(job);
    }

    /** Whether another job of the same type waits for a slot. */
    public boolean isSlotWanted(ActiveJob job) {
        return typeQueue(job.type()).waiting.peek() != null;
    }

    /** Whether a waiting job takes precedence: interactive before batch; otherwise once this job's time slice is over. */
    public boolean mustYield(ActiveJob job) {
        ActiveJob next = typeQueue(job.type()).waiting.peek();
        return next != null && (next.row().interactive() && !job.row().interactive() || job.startedAt().plus(TIME_SLICE).isBefore(clock.instant()));
    }

    /** Takes a job's slot away and queues the job behind the others. */
    public void yieldSlot(ActiveJob job) {
        if (saveOrStall(job, JobTransition.YIELD)) {
            releaseSlot(job);
            enqueue(job, JobTransition.YIELD);
        }
    }

    /** A row with one more line in its log. */
    JobRow withLogLine(JobRow row, String message) {
        return row.withLogLine(new LogLine(clock.instant(), message));
    }

    /** @param row as already stored; the last line of its log is new */
    void change(ActiveJob job, JobRow row) {
        job.storedState(row.state());
        job.row(row);
        listener.onLogged(job, row.status().log().get(row.status().log().size() - 1));
    }

    /** Queues a job; it starts immediately where a slot is free. */
    void enqueue(ActiveJob job, JobTransition transition) {
        job.waitingFor(null);
        if (saveOrStall(job, transition)) {
            enter(job, transition);
        }
    }

    /**
     * Queues a job that is already in the store, as queued or, where it {@linkplain #startsImmediately starts immediately}, as running:
     * acceptance and start are then one commit.
     */
    void enter(ActiveJob job, JobTransition transition) {
        apply(job, transition);
        typeQueue(job.type()).waiting.add(job, job.row().interactive());
        startMore(job.type());
        if (job.execution() == null && job.row().state() == JobState.QUEUED && !job.stalled() && saveOrStall(job, JobTransition.RECOVER)) {
            waiting(job, job.type().waiting(job));
            job.type().onSlotWanted();
        }
    }

    /** Whether a new job need not wait for a slot. */
    boolean startsImmediately(ActiveJob job) {
        return hasFreeSlot(job.type()) && typeQueue(job.type()).waiting.peek() == null && job.type().mayStart(job);
    }

    private boolean hasFreeSlot(JobType type) {
        return !stopping && store.health().failure() == null && typeQueue(type).usedSlots < type.limit();
    }

    /** Stores a change of state, unless the store has it already. False where another service has taken the job over. */
    boolean save(ActiveJob job, JobTransition transition) {
        check(job, transition);
        return save(job, job.row().withState(transition.to()));
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
        if (row.state() == job.storedState()) {
            return true;
        }
        job.storedState(null);
        if (!store.save(row)) {
            scheduler.abandon(job);
            return false;
        }
        job.storedState(row.state());
        return true;
    }

    /** Applies a change of state that the store has, and reports it. */
    void apply(ActiveJob job, JobTransition transition) {
        check(job, transition);
        job.row(job.row().withState(transition.to()));
        listener.onChanged(job);
    }

    private static void check(ActiveJob job, JobTransition transition) {
        if (!transition.allowedIn(job.row().state())) {
            throw new IllegalStateException("Job " + job.id() + " is " + job.row().state() + ": no " + transition);
        }
    }

    /** Starts waiting jobs of a type while there are free slots. */
    void startMore(JobType type) {
        while (hasFreeSlot(type)) {
            ActiveJob job = typeQueue(type).waiting.poll(type::mayStart);
            if (job == null) {
                return;
            }
            try {
                start(job);
            } catch (Fault fault) {
                scheduler.fail(job, fault);
            }
        }
    }

    private void start(ActiveJob job) {
        check(job, JobTransition.START);
        Instant now = clock.instant();
        JobType.Execution execution = job.type().execution(job);
        JobRow started = job.startedRow(now);
        if (save(job, started)) {
            typeQueue(job.type()).usedSlots++;
            job.onStarted(execution, started, now);
            listener.onChanged(job);
            execution.start();
        }
    }

    /** Takes a job's slot away, or removes it from the queue. Completes when its execution has stopped. */
    Future<?> releaseSlot(ActiveJob job) {
        typeQueue(job.type()).waiting.remove(job);
        JobType.Execution execution = job.execution();
        if (execution == null) {
            return Future.succeededFuture();
        }
        job.onStopped(clock.instant());
        typeQueue(job.type()).usedSlots--;
        return stoppingWork.add(execution.stop()).onFailure(error ->
                LOG.atWarn().addKeyValue(Logging.JOB, job.id()).log("Its execution could not be stopped: {}", error.getMessage()));
    }

    /** Starts waiting jobs of all types while there are free slots. */
    void startMore() {
        List.copyOf(typeQueues.keySet()).forEach(this::startMore);
    }

    private TypeQueue typeQueue(JobType type) {
        return typeQueues.computeIfAbsent(type, key -> new TypeQueue());
    }

    /**
     * Has a job wait until the store, which failed, works again.
     *
     * @param end its final row, where that could not be stored; else null
     */
    void stall(ActiveJob job, JobRow end) {
        StoreFailure failure = store.health().failure();
        releaseSlot(job);
        job.clearWaiting();
        job.stall(end);
        if (failure != null) {
            job.waiting(failure.waitReason(store.health().folder()));
            log(job, job.waiting());
        }
        // The one change that is reported before it is stored: the store cannot be read either.
        apply(job, JobTransition.RECOVER);
    }

    /** Starts no more jobs; completes when what is nearly done is finished. */
    Future<?> stop() {
        stopping = true;
        return Future.join(List.copyOf(typeQueues.keySet()).stream().map(JobType::finishPending).toList());
    }

    /** Completes when the executions of all jobs without a slot have stopped. */
    Future<?> whenWorkStopped() {
        return stoppingWork.settled();
    }

    boolean stopping() {
        return stopping;
    }
}
