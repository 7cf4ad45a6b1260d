package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.LogLine;
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
 * The jobs of all kinds that have not ended, and what becomes of them; {@link JobQueue} gives them their places. Belongs to the module's
 * thread.
 */
public final class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** Who is told what becomes of jobs. */
    public interface JobListener {

        /** Of every change, after it is in the store where it has to be. */
        void changed(ActiveJob job);

        void logged(ActiveJob job, LogLine line);

        /** Another service has an order for one of its jobs, which is in the store. */
        void ordered(String id);
    }

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
        claims.attach(jobs::anyAtWork, () -> {
            orders.obey();
            waits.lookElsewhere();
        });
    }

    /** Jobs that have not ended and are part of no other. */
    public long size() {
        return jobs.whole();
    }

    public Optional<ActiveJob> find(String id) {
        return jobs.find(id);
    }

    /** Jobs that have not ended. */
    public List<ActiveJob> all() {
        return jobs.all();
    }

    /** Jobs of a kind that have not ended. */
    public List<ActiveJob> all(JobType type) {
        return jobs.all(type);
    }

    /** Makes the types of job that there are. */
    public void add(List<JobType.Factory> factories, JobContext context) {
        factories.forEach(factory -> types.add(factory.apply(context)));
    }

    public JobTypes types() {
        return types;
    }

    /** Takes on a new job, or answers the one that does already what it is to do. Once answered, it survives the service. */
    public ActiveJob submit(NewJob asked) {
        return types.of(asked.kind()).existing(asked).orElseGet(() -> insert(asked));
    }

    /** It begins at once where there is a place for it. */
    private ActiveJob insert(NewJob asked) {
        JobRow row = queue.logged(asked.row(ids.next(), clock.instant()), "queued");
        ActiveJob job = new ActiveJob(types.of(row), row, row.created());
        JobRow first = queue.beginsAtOnce(job) ? job.beginning(clock.instant()) : row;
        asked.insert(store, first, claims.next());
        claims.held();
        jobs.add(job);
        queue.change(job, row);
        job.stored(first.state());
        queue.enter(job, JobTransition.RECOVER);
        return job;
    }

    /** Takes on a job that the store has as this service's own. One that is not paused begins when there is a place. */
    public ActiveJob add(JobRow row) {
        ActiveJob job = new ActiveJob(types.of(row), row, clock.instant());
        jobs.add(job);
        queue.log(job, "taken up again");
        if (row.state() == JobState.PAUSED) {
            listener.changed(job);
        } else {
            queue.queue(job, JobTransition.RECOVER);
        }
        return job;
    }

    /** Claims jobs, whoever had them, and writes where they are; {@link #add} takes them on. */
    public List<JobRow> claim(Collection<JobRow> rows) {
        List<JobRow> claimed = store.claim(rows, claims.next());
        claims.held();
        return claimed;
    }

    /** In whose name this service works on jobs. */
    Claims claims() {
        return claims;
    }

    /** What people want done with jobs. */
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

    /** Something has happened that its owner may want to know; written down with the next change. */
    public void log(ActiveJob job, String message) {
        queue.log(job, message);
    }

    /** Why a job waits, or that nothing keeps it from its turn any more (null). */
    public void waiting(ActiveJob job, String reason) {
        queue.waiting(job, reason);
    }

    /** A job of which more is known now. */
    public void progress(ActiveJob job, UnaryOperator<JobStatus> change) {
        queue.progress(job, change);
    }

    /** A job is gone that others may be a part of: they are part of none from now on. */
    public void orphan(String parent) {
        jobs.children(parent).forEach(job -> job.row(job.row().orphaned()));
    }

    /** Begins jobs of a kind for which there are places. */
    public void openMore(JobType type) {
        queue.openMore(type);
    }

    /** The places and turns of these jobs. */
    public JobQueue queue() {
        return queue;
    }

    public void complete(ActiveJob job) {
        endOrStall(job, JobTransition.COMPLETE, null);
    }

    /**
     * Completes a job whose end is written at once with its last result.
     *
     * @param write writes both; false where the job belongs to somebody else by now. Where it throws, nothing has changed
     */
    public void complete(ActiveJob job, Predicate<JobRow> write) {
        JobRow end = endOf(job, JobTransition.COMPLETE, null);
        if (write.test(end)) {
            ended(job, end);
        } else {
            abandon(job);
        }
    }

    /**
     * A part of the service that is going away is no reason for a job to fail: the next start goes on with it. Nor is the store: it goes
     * on when that works again.
     */
    public void fail(ActiveJob job, Throwable error) {
        Fault fault = Fault.of(error);
        if (queue.stopping() && fault.code() != Fault.Code.BAD_AUDIO) {
            queue.leave(job);
        } else if (StoreFailure.caused(fault)) {
            queue.stall(job, null);
        } else {
            endOrStall(job, JobTransition.FAIL, fault.info());
        }
    }

    /** Fails, and changes nothing, where the store does. */
    public void cancel(ActiveJob job) {
        if (JobTransition.CANCEL.allowedIn(job.row().state())) {
            end(job, job.unwritten() == null ? endOf(job, JobTransition.CANCEL, null) : job.unwritten());
        }
    }

    /**
     * Cancels a job whose kind this version does not know, and on which nobody works. Fails, and changes nothing, where the store does.
     *
     * @return false where it is of a kind that is known, or somebody works on it
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

    /** Fails, and changes nothing, where the store does. */
    public void pause(ActiveJob job) {
        pauses.pause(job, null);
    }

    /** Fails, and changes nothing, where the store does. */
    public void resume(ActiveJob job) {
        claims.hold();
        pauses.resume(job);
    }

    /** Begins nothing more, lets what is nearly done be finished, and leaves the rest to the next start. */
    public Future<Void> stop() {
        return queue.stop().transform(settled -> {
            jobs.all().forEach(queue::leave);
            return queue.left();
        }).transform(left -> Future.succeededFuture());
    }

    /** A job that another service has taken over. */
    public void abandon(ActiveJob job) {
        LOG.atWarn().addKeyValue(Logging.JOB, job.id()).log("{} belongs to another service by now", job.row().name());
        queue.leave(job);
        jobs.remove(job);
        queue.openMore(job.type());
    }

    /** The end of a job is in the store: it is gone from here, which is told. */
    void ended(ActiveJob job, JobRow row) {
        queue.leave(job);
        job.free();
        queue.change(job, row);
        // A file that a failure of the store leaves behind goes with the next start.
        ActiveJobs.guarded(row, () -> job.type().ended(row));
        jobs.remove(job);
        LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} {}{}", row.name(), row.state().name().toLowerCase(Locale.ROOT),
                row.state() == JobState.FAILED ? ": " + row.error().message() : "");
        ActiveJobs.guarded(row, () -> listener.changed(job));
        jobs.ended(row);
        queue.openMore(job.type());
    }

    /** Where the store fails, the end is written when it works again. */
    private void endOrStall(ActiveJob job, JobTransition transition, Fault.Info why) {
        if (!transition.allowedIn(job.row().state())) {
            return;
        }
        queue.leave(job);
        JobRow end = endOf(job, transition, why);
        try {
            end(job, end);
        } catch (Fault fault) {
            queue.stall(job, end);
        }
    }

    private JobRow endOf(ActiveJob job, JobTransition transition, Fault.Info why) {
        JobRow row = queue.logged(job.type().atRest(job.row()), transition.to().name().toLowerCase(Locale.ROOT)
                + (why == null ? "" : ": " + why.message()));
        return job.type().closed(row.ended(transition.to(), clock.instant(), why));
    }

    /** Ends a job as a row says, and its parts, which are cancelled. Fails, and changes nothing, where the store does. */
    void end(ActiveJob job, JobRow end) {
        Map<ActiveJob, JobRow> ends = new LinkedHashMap<>();
        if (job.type().ownsChildren()) {
            jobs.children(job.id()).forEach(child -> ends.put(child, child.unwritten() == null ? endOf(child, JobTransition.CANCEL, null) : child.unwritten()));
        }
        ends.put(job, end);
        Set<String> written = store.save(ends.values());
        // First it loses its place: it must not begin new children for those that end now.
        queue.leave(job);
        ends.forEach((each, row) -> {
            if (written.contains(each.id())) {
                ended(each, row);
            } else {
                abandon(each);
            }
        });
    }
}
