package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobRow;
import io.vertx.core.Future;

import java.util.Set;

/**
 * The type of stored jobs whose kind this version does not know: a newer version accepted them, or their kind was removed. They are shown,
 * can be cancelled and removed, and wait for a version that knows them.
 */
final class UnknownJobs implements JobType {

    static String unsupported(JobRow row) {
        return "This version of Earshot does not know jobs of the kind '" + row.kind() + "'; it waits for one that does.";
    }

    @Override
    public Set<String> kinds() {
        return Set.of();
    }

    @Override
    public int limit() {
        return 0;
    }

    @Override
    public Future<NewJob> retry(JobRow ended) {
        return Future.failedFuture(Fault.badRequest("This version of Earshot does not know jobs of the kind '" + ended.kind() + "'."));
    }

    @Override
    public JobView view(JobRow row) {
        return JobView.of(null, null);
    }

    @Override
    public boolean inputsExist(JobRow row) {
        return false;
    }

    @Override
    public Execution execution(ActiveJob job) {
        throw new IllegalStateException("Job " + job.id() + " is of an unknown kind");
    }
}
