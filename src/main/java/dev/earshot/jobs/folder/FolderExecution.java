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

/** Transcribes a folder: finds the files to transcribe, then keeps a few children active until each file has had one. */
final class FolderExecution implements JobType.Execution {

    private record PendingFile(FolderPlan.Item item, Path output) {
    }

    private final ActiveJob job;
    private final FolderSpec spec;
    private final Scheduler scheduler;
    private final FolderSurvey survey;
    private final FolderChildren children;
    private final int maxChildren;
    private final Deque<PendingFile> pending = new ArrayDeque<>();
    private int activeChildren;
    // Children are counted by the store. These are what has to be added to its counts: files that are done or failed without a child, less
    // children whose files have changed since, or are gone.
    private int otherDone;
    private int otherFailed;

    /** @param maxChildren that may be active at once */
    FolderExecution(ActiveJob job, FolderSpec spec, Scheduler scheduler, FolderSurvey survey, FolderChildren children, int maxChildren) {
        this.job = job;
        this.spec = spec;
        this.scheduler = scheduler;
        this.survey = survey;
        this.children = children;
        this.maxChildren = maxChildren;
    }

    @Override
    public void start() {
        updateDetails(known -> FolderStatus.INITIAL);
        survey.discover(spec).recover(error -> Future.failedFuture(unreadable(error))).map(plan -> {
            if (isCurrent()) {
                classify(plan);
                measureDurations(new ArrayDeque<>(pending));
            }
            return null;
        }).onFailure(this::fail);
    }

    /** Reads the states of children now, as they may have ended since the discovery. */
    private void classify(FolderPlan plan) {
        Map<String, JobState> endedStates = children.endedStates(job.id());
        Map<String, String> unended = children.unendedIds(job.id());
        Set<String> ourOutputs = children.outputs();
        unended.values().forEach(this::awaitChild);
        int done = 0;
        int failed = plan.undecodable().size();
        int current = 0;
        plan.undecodable().forEach(name -> scheduler.log(job, "The name of " + name + " is not valid in this system's character encoding; rename the file."));
        for (FolderPlan.Item item : plan.items()) {
            Path output = item.output(ourOutputs);
            JobState state = endedStates.get(output.toString());
            if (unended.containsKey(output.toString())) {
                continue;
            }
            if (state != null && state != JobState.COMPLETED) {
                failed++;
            } else if (!item.isUpToDate()) {
                pending.add(new PendingFile(item, output));
            } else if (state != null) {
                done++;
            } else {
                current++;
            }
        }
        Map<JobState, Integer> states = children.stateCounts(job.id());
        otherDone = done - doneOf(states);
        otherFailed = failed - failedOf(states);
        int files = plan.items().size() + plan.undecodable().size();
        FolderDetails found = new FolderDetails(FolderPhase.DISCOVERY, files, done, failed, current, plan.refused(), 0);
        updateDetails(known -> found);
    }

    /** Adds up the durations of the files, one at a time, then submits the first children. */
    private void measureDurations(Deque<PendingFile> left) {
        PendingFile one = left.poll();
        if (one == null) {
            updateDetails(folder -> FolderStatus.withPhase(folder, FolderPhase.TRANSCRIPTION));
            submitChildren();
            return;
        }
        survey.duration(job.id(), one.item().file()).map(seconds -> {
            if (isCurrent()) {
                updateDetails(folder -> FolderStatus.withMoreAudio(folder, seconds.orElse(0.0)));
                measureDurations(left);
            }
            return null;
        }).onFailure(this::fail);
    }

    private void submitChildren() {
        while (isCurrent() && activeChildren < maxChildren && !pending.isEmpty()) {
            PendingFile next = pending.poll();
            awaitChild(children.submit(job, spec, next.item(), next.output()));
        }
        if (isCurrent() && activeChildren == 0 && pending.isEmpty() && folder().phase() == FolderPhase.TRANSCRIPTION) {
            if (folder().failed() > 0) {
                job.update(status -> status.withNotice(folder().failed() + " of " + folder().files() + " files failed."));
            }
            scheduler.complete(job);
        }
    }

    private void awaitChild(String child) {
        activeChildren++;
        scheduler.waits().whenEnded(child, ended -> {
            if (isCurrent()) {
                activeChildren--;
                try {
                    Map<JobState, Integer> states = children.stateCounts(job.id());
                    updateDetails(folder -> FolderStatus.withCounts(folder, otherDone + doneOf(states), otherFailed + failedOf(states)));
                    submitChildren();
                } catch (Fault fault) {
                    fail(fault);
                }
            }
        });
    }

    private Fault unreadable(Throwable why) {
        return new Fault(Fault.Code.FILE_NOT_FOUND, "The folder " + spec.path() + " cannot be read (" + why.getMessage() + ").", why);
    }

    private static int doneOf(Map<JobState, Integer> states) {
        return states.getOrDefault(JobState.COMPLETED, 0);
    }

    private static int failedOf(Map<JobState, Integer> states) {
        return states.getOrDefault(JobState.FAILED, 0) + states.getOrDefault(JobState.CANCELLED, 0);
    }

    private void fail(Throwable error) {
        if (isCurrent()) {
            scheduler.fail(job, error);
        }
    }

    private FolderDetails folder() {
        return FolderStatus.of(job.row().status()).folder();
    }

    private void updateDetails(UnaryOperator<FolderDetails> change) {
        scheduler.progress(job, status -> FolderStatus.update(status, change));
    }

    /** Nothing to do: the queue stops the children, which have slots of their own. */
    @Override
    public Future<?> stop() {
        return Future.succeededFuture();
    }

    private boolean isCurrent() {
        return job.execution() == this;
    }
}
