package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.JobIds;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.StoreFailure;
import dev.earshot.log.Logging;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Accepts, recovers and ends jobs of all types; {@link JobQueue} gives them their slots. Belongs to the module's thread.
 */
public final class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    private final Clock clock;
    private final JobStore store;
    private final Claims claims;
    private final JobListener listener;
    private final JobIds ids;
    private final JobTypes types = new JobTypes();
    private final ActiveJobs jobs = new ActiveJobs();
    private final JobQueue queue;
    private final Pauses pauses;
    private final Waits waits;
    private final Orders orders;

    public Scheduler(Clock clock, JobStore store, Claims claims, JobListener listener) {
        this.clock = clock;
        this.claims = claims;
        this.ids = new JobIds(clock);
        this.store = store;
        this.listener = listener;
        this.queue = new JobQueue(clock, store, listener, this);
        this.pauses = new Pauses(clock, store, listener, this, jobs);
        this.waits = new Waits(store, jobs, this, pauses);
        this.orders = new Orders(store, this, listener, claims.owner());
        claims.attach(jobs::anyNotPaused, () -> {
            orders.execute();
            waits.checkRemoteJobs();
        });
    }

    /** Jobs that have not ended and have no parent. */
    public long topLevelCount() {
        return jobs.topLevelCount();
    }

    public Optional<ActiveJob> find(String id) {
        return jobs.find(id);
    }

    /** Jobs that have not ended. */
    public List<ActiveJob> all() {
        return jobs.all();
    }

    /** Jobs of a type that have not ended. */
    public List<ActiveJob> all(JobType type) {
        return jobs.all(type);
    }

    /** Creates the job types. */
    public void add(List<JobType.Factory> factories, JobContext context) {
        factories.forEach(factory -> types.add(factory.apply(context)));
    }

    public JobTypes types() {
        return types;
    }

    /** Accepts a new job, or returns the active one that does the same. It is stored before this returns. */
    public ActiveJob submit(NewJob asked) {
        return types.of(asked.kind()).existing(asked).orElseGet(() -> insert(asked));
    }

    /** It starts immediately where a slot is free. */
    private ActiveJob insert(NewJob asked) {
        JobRow row = queue.withLogLine(asked.row(ids.next(), clock.instant()), "queued");
        ActiveJob job = new ActiveJob(types.of(row), row, row.created());
        JobRow first = queue.startsImmediately(job) ? job.startedRow(clock.instant()) : row;
        asked.insert(store, first, claims.newClaim());
        claims.onClaimWritten();
        jobs.add(job);
        queue.change(job, row);
        job.storedState(first.state());
        queue.enter(job, JobTransition.RECOVER);
        return job;
    }

    /** Adds a stored job that this service has claimed. Unless it is paused, it starts when a slot is free. */
    public ActiveJob add(JobRow row) {
        ActiveJob job = new ActiveJob(types.of(row), row, clock.instant());
        jobs.add(job);
        queue.log(job, "taken up again");
        if (row.state() == JobState.PAUSED) {
            listener.onChanged(job);
        } else {
            queue.enqueue(job, JobTransition.RECOVER);
        }
        return job;
    }

    /** Claims jobs, whoever owned them, and stores their rows; {@link #add} is called next. */
    public List<JobRow> claim(Collection<JobRow> rows) {
        List<JobRow> claimed = store.claim(rows, claims.newClaim());
        claims.onClaimWritten();
        return claimed;
    }

    Claims claims() {
        return claims;
    }

    /** Users' orders to cancel, pause and resume jobs. */
    public Orders orders() {
        return orders;
    }

    /** What jobs wait for. */
    public Waits waits() {
        return waits;
    }

    /** Jobs that wait for the end of another one. */
    public List<ActiveJob> waiters(String id) {
        return jobs.waiters(id);
    }

    /** Adds a line to a job's log; stored with the next change. */
    public void log(ActiveJob job, String message) {
        queue.log(job, message);
    }

    /** @param reason why the job waits; null where only its turn has not come */
    public void waiting(ActiveJob job, String reason) {
        queue.waiting(job, reason);
    }

    /** Changes a job's status; stored with the next change of state. */
    public void progress(ActiveJob job, UnaryOperator<JobStatus> change) {
        queue.progress(job, change);
    }

    /** Publishes a job of which something has changed that is not stored. */
    public void publish(ActiveJob job) {
        listener.onChanged(job);
    }

    /** A job was removed that may be the parent of others: they have none from now on. */
    public void onParentRemoved(String parent) {
        jobs.children(parent).forEach(job -> job.row(job.row().withoutParent()));
    }

    /** Starts waiting jobs of a type while there are free slots. */
    public void startMore(JobType type) {
        queue.startMore(type);
    }

    /** The slots of these jobs. */
    public JobQueue queue() {
        return queue;
    }

    public void complete(ActiveJob job) {
        endOrStall(job, JobTransition.COMPLETE, null);
    }

    /**
     * Completes a job whose end is stored in one transaction with its last result.
     *
     * @param write stores both; false where another service has taken the job over. Where it throws, nothing has changed
     */
    public void complete(ActiveJob job, Predicate<JobRow> write) {
        JobRow end = endRow(job, JobTransition.COMPLETE, null);
        if (write.test(end)) {
            onEnded(job, end);
        } else {
            abandon(job);
        }
    }

    /**
     * Fails a job, unless the error is due to the shutdown, so that the next start continues it, or to the store, so that it continues when
     * the store works again.
     */
    public void fail(ActiveJob job, Throwable error) {
        Fault fault = Fault.of(error);
        if (queue.stopping() && fault.code() != Fault.Code.BAD_AUDIO) {
            queue.releaseSlot(job);
        } else if (StoreFailure.isCauseOf(fault)) {
            queue.stall(job, null);
        } else {
            endOrStall(job, JobTransition.FAIL, fault.info());
        }
    }

    /** Fails, and changes nothing, where the store fails. */
    public void cancel(ActiveJob job) {
        if (JobTransition.CANCEL.allowedIn(job.row().state())) {
            end(job, job.pendingEnd() == null ? endRow(job, JobTransition.CANCEL, null) : job.pendingEnd());
        }
    }

    /**
     * Cancels a job whose kind this version does not know, and that no service has claimed. Fails, and changes nothing, where the store fails.
     *
     * @return false where its kind is known, or a service has claimed it
     */
    boolean cancelUnknown(JobRow row) {
        if (types.unsupported(row) == null) {
            return false;
        }
        Optional<JobRow> taken = claims.takeOver(row.id());
        taken.ifPresent(each -> {
            ActiveJob job = new ActiveJob(types.of(each), each, clock.instant());
            jobs.add(job);
            cancel(job);
        });
        return taken.isPresent();
    }

    /** Fails, and changes nothing, where the store fails. */
    public void pause(ActiveJob job) {
        pauses.pause(job, null);
    }

    /** Fails, and changes nothing, where the store fails. */
    public void resume(ActiveJob job) {
        claims.ensureRenewals();
        pauses.resume(job);
    }

    /** Starts nothing more, finishes what is nearly done, and leaves the rest to the next start. */
    public Future<Void> stop() {
        return queue.stop().transform(settled -> {
            jobs.all().forEach(queue::releaseSlot);
            return queue.whenWorkStopped();
        }).transform(left -> Future.succeededFuture());
    }

    /** Drops a job that another service has taken over. */
    public void abandon(ActiveJob job) {
        LOG.atWarn().addKeyValue(Logging.JOB, job.id()).log("{} was taken over by another service", job.row().name());
        queue.releaseSlot(job);
        jobs.remove(job);
        queue.startMore(job.type());
    }

    /** The end of a job has been stored: removes it from memory and reports that. */
    void onEnded(ActiveJob job, JobRow row) {
        queue.releaseSlot(job);
        job.clearWaiting();
        queue.change(job, row);
        // A file that is left behind after a failure of the store is removed at the next start.
        ActiveJobs.logFault(row, () -> job.type().onEnded(row));
        jobs.remove(job);
        LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} {}{}", row.name(), row.state().name().toLowerCase(Locale.ROOT),
                row.state() == JobState.FAILED ? ": " + row.error().message() : "");
        ActiveJobs.logFault(row, () -> listener.onChanged(job));
        jobs.notifyEnded(row);
        queue.startMore(job.type());
    }

    /** Where the store fails, the end is stored when it works again. */
    private void endOrStall(ActiveJob job, JobTransition transition, Fault.Info why) {
        if (!transition.allowedIn(job.row().state())) {
            return;
        }
        queue.releaseSlot(job);
        JobRow end = endRow(job, transition, why);
        try {
            end(job, end);
        } catch (Fault fault) {
            queue.stall(job, end);
        }
    }

    private JobRow endRow(ActiveJob job, JobTransition transition, Fault.Info why) {
        JobRow row = queue.withLogLine(job.type().withoutLiveFields(job.row()), transition.to().name().toLowerCase(Locale.ROOT)
                + (why == null ? "" : ": " + why.message()));
        return job.type().finalRow(row.ended(transition.to(), clock.instant(), why));
    }

    /** Stores the final row of a job, and cancels the children that it owns. Fails, and changes nothing, where the store fails. */
    void end(ActiveJob job, JobRow end) {
        Map<ActiveJob, JobRow> ends = new LinkedHashMap<>();
        if (job.type().ownsChildren()) {
            jobs.children(job.id()).forEach(child ->
                    ends.put(child, child.pendingEnd() == null ? endRow(child, JobTransition.CANCEL, null) : child.pendingEnd()));
        }
        ends.put(job, end);
        Set<String> written = store.save(ends.values());
        // It loses its slot first, so that it does not start new children for those that end now.
        queue.releaseSlot(job);
        ends.forEach((each, row) -> {
            if (written.contains(each.id())) {
                onEnded(each, row);
            } else {
                abandon(each);
            }
        });
    }
}
