package dev.earshot.jobs.folder;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.jobs.JobDetailMessages.FolderPhase;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Scheduler;
import io.vertx.core.Future;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A folder: finds out what there is to do, then keeps a few children in the works until each file has had its own. */
final class FolderExecution implements JobType.Execution {

    private record FolderItems(FolderPlan.Item item, Path output) {
    }

    private final ActiveJob job;
    private final FolderSpec spec;
    private final Scheduler scheduler;
    private final FolderSurvey survey;
    private final FolderChildren children;
    private final int width;
    private final Deque<FolderItems> todo = new ArrayDeque<>();
    private int inWork;
    /** Files that count though no child does, less children that do not count: of files that have changed since, or are gone. */
    private int otherDone;
    private int otherFailed;

    /** @param width children that may be unended at once */
    FolderExecution(ActiveJob job, FolderSpec spec, Scheduler scheduler, FolderSurvey survey, FolderChildren children, int width) {
        this.job = job;
        this.spec = spec;
        this.scheduler = scheduler;
        this.survey = survey;
        this.children = children;
        this.width = width;
    }

    @Override
    public void start() {
        count(known -> FolderStatus.NOTHING);
        survey.discover(spec).recover(error -> Future.failedFuture(unreadable(error))).map(plan -> {
            if (mine()) {
                sort(plan);
                measure(new ArrayDeque<>(todo));
            }
            return null;
        }).onFailure(this::fail);
    }

    /** What is done, what failed, what goes on, what is left: as it is now, for children may have ended since the discovery. */
    private void sort(FolderPlan plan) {
        Map<String, JobState> before = children.ended(job.id());
        Map<String, String> going = children.unended(job.id());
        Set<String> ours = children.written();
        going.values().forEach(this::follow);
        int done = 0;
        int failed = plan.unnameable().size();
        int current = 0;
        plan.unnameable().forEach(name -> scheduler.log(job, "The name of " + name + " is no text in this system's encoding; rename the file."));
        for (FolderPlan.Item item : plan.items()) {
            Path output = item.output(ours);
            JobState state = before.get(output.toString());
            if (going.containsKey(output.toString())) {
                continue;
            }
            if (state != null && state != JobState.COMPLETED) {
                failed++;
            } else if (!item.current()) {
                todo.add(new FolderItems(item, output));
            } else if (state != null) {
                done++;
            } else {
                current++;
            }
        }
        Map<JobState, Integer> states = children.states(job.id());
        otherDone = done - doneOf(states);
        otherFailed = failed - failedOf(states);
        int files = plan.items().size() + plan.unnameable().size();
        FolderDetails found = new FolderDetails(FolderPhase.DISCOVERY, files, done, failed, current, plan.refused(), 0);
        count(known -> found);
    }

    /** Adds up how much audio there is, file by file, then begins. */
    private void measure(Deque<FolderItems> left) {
        FolderItems one = left.poll();
        if (one == null) {
            count(folder -> FolderStatus.in(folder, FolderPhase.TRANSCRIPTION));
            next();
            return;
        }
        survey.duration(job.id(), one.item().file()).map(seconds -> {
            if (mine()) {
                count(folder -> FolderStatus.longer(folder, seconds.orElse(0.0)));
                measure(left);
            }
            return null;
        }).onFailure(this::fail);
    }

    private void next() {
        while (mine() && inWork < width && !todo.isEmpty()) {
            FolderItems one = todo.poll();
            follow(children.begin(job, spec, one.item(), one.output()));
        }
        if (mine() && inWork == 0 && todo.isEmpty() && folder().phase() == FolderPhase.TRANSCRIPTION) {
            if (folder().failed() > 0) {
                job.update(status -> status.noticed(folder().failed() + " of " + folder().files() + " files failed."));
            }
            scheduler.complete(job);
        }
    }

    private void follow(String child) {
        inWork++;
        scheduler.waits().whenEnded(child, ended -> {
            if (mine()) {
                inWork--;
                try {
                    Map<JobState, Integer> states = children.states(job.id());
                    count(folder -> FolderStatus.ended(folder, otherDone + doneOf(states), otherFailed + failedOf(states)));
                    next();
                } catch (Fault fault) {
                    fail(fault);
                }
            }
        });
    }

    private Fault unreadable(Throwable why) {
        return new Fault(Fault.Code.FILE_NOT_FOUND, "The folder " + spec.path() + " cannot be looked through (" + why.getMessage() + ").", why);
    }

    private static int doneOf(Map<JobState, Integer> states) {
        return states.getOrDefault(JobState.COMPLETED, 0);
    }

    private static int failedOf(Map<JobState, Integer> states) {
        return states.getOrDefault(JobState.FAILED, 0) + states.getOrDefault(JobState.CANCELLED, 0);
    }

    private void fail(Throwable error) {
        if (mine()) {
            scheduler.fail(job, error);
        }
    }

    private FolderDetails folder() {
        return FolderStatus.of(job.row().status()).folder();
    }

    private void count(UnaryOperator<FolderDetails> change) {
        scheduler.progress(job, status -> FolderStatus.changed(status, change));
    }

    /** The children have places of their own, and lose them by themselves. */
    @Override
    public Future<?> stop() {
        return Future.succeededFuture();
    }

    private boolean mine() {
        return job.execution() == this;
    }
}
