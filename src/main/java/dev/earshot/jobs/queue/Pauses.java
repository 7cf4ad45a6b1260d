package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Pauses and resumes jobs, each with its children. Belongs to the module's thread. */
final class Pauses {

    private final Clock clock;
    private final JobStore store;
    private final JobListener listener;
    private final Scheduler scheduler;
    private final ActiveJobs jobs;

    Pauses(Clock clock, JobStore store, JobListener listener, Scheduler scheduler, ActiveJobs jobs) {
        this.clock = clock;
        this.store = store;
        this.listener = listener;
        this.scheduler = scheduler;
        this.jobs = jobs;
    }

    /** Pauses a job, its parent and its parent's other children, for a reason that the user has to act on. */
    void pauseWithReason(ActiveJob job, Fault why) {
        ActiveJob parentOrSelf = jobs.find(job.row().parent()).filter(parent -> parent.type().ownsChildren()).orElse(job);
        try {
            pause(parentOrSelf, why.info());
            pause(job, why.info());
        } catch (Fault fault) {
            scheduler.fail(job, fault);
        }
    }

    void pause(ActiveJob job, Fault.Info why) {
        if (job.pendingEnd() != null) {
            scheduler.end(job, job.pendingEnd());
        }
        if (!JobTransition.PAUSE.allowedIn(job.row().state())) {
            return;
        }
        Map<ActiveJob, JobRow> paused = new LinkedHashMap<>();
        withChildren(job, JobTransition.PAUSE).forEach(each -> {
            JobRow row = each.type().withoutLiveFields(each.row());
            JobRow pausedRow = why == null ? row.withState(JobTransition.PAUSE.to())
                    : row.pausedBy(why).withStatus(row.status().withNotice(why.message()));
            paused.put(each, scheduler.queue().withLogLine(pausedRow, why == null ? "paused" : "paused: " + why.message()));
        });
        save(paused);
        paused.forEach((each, row) -> {
            scheduler.queue().releaseSlot(each);
            each.clearWaiting();
            scheduler.queue().change(each, row);
            listener.onChanged(each);
        });
        paused.keySet().forEach(each -> scheduler.queue().startMore(each.type()));
    }

    /** Fails, and changes nothing, where the store fails. */
    void resume(ActiveJob job) {
        if (!JobTransition.RESUME.allowedIn(job.row().state())) {
            return;
        }
        Map<ActiveJob, JobRow> resumed = new LinkedHashMap<>();
        withChildren(job, JobTransition.RESUME).forEach(each -> {
            JobRow row = each.row().error() == null ? each.row() : each.row().reopened().withStatus(each.row().status().withNotice(null));
            resumed.put(each, scheduler.queue().withLogLine(row, "resumed").withState(JobTransition.RESUME.to()));
        });
        save(resumed);
        resumed.forEach((each, row) -> {
            each.idleSince(clock.instant());
            scheduler.queue().change(each, row.withState(JobState.PAUSED));
            each.storedState(row.state());
        });
        // Starting one may have ended others: a parent its children.
        resumed.keySet().stream().filter(each -> JobTransition.RESUME.allowedIn(each.row().state()))
                .forEach(each -> scheduler.queue().enqueue(each, JobTransition.RESUME));
    }

    /** Stores the rows, all or none; removes from the map the jobs that another service has taken over. */
    private void save(Map<ActiveJob, JobRow> rows) {
        Set<String> saved = store.save(rows.values());
        List<ActiveJob> lost = rows.keySet().stream().filter(job -> !saved.contains(job.id())).toList();
        lost.forEach(rows::remove);
        lost.forEach(scheduler::abandon);
    }

    /** A job and, after it, the children that it owns; those to which the transition applies. */
    private List<ActiveJob> withChildren(ActiveJob job, JobTransition transition) {
        Stream<ActiveJob> children = job.type().ownsChildren() ? jobs.children(job.id()).stream() : Stream.empty();
        return Stream.concat(Stream.of(job), children).filter(each -> transition.allowedIn(each.row().state())).toList();
    }
}
