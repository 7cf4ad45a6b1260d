package dev.earshot.jobs;

import dev.earshot.bus.Address;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.bus.Topic;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobContext;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.JobView;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.queue.Submission;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import io.vertx.core.Future;

import java.util.List;
import java.util.Set;

/** A kind of job for tests, which counts as far as it is asked to, by one whenever it is told. */
final class CountingJobs implements JobType {

    static final Address<SubmitCount, Job> SUBMIT = Address.json("earshot.jobs.count", SubmitCount.class, Job.class);
    static final Topic<Tick> TICK = new Topic<>("earshot.test.tick", Tick.class);

    record SubmitCount(String name, int to) {
    }

    /** @param failing whether it cannot count any more */
    record Tick(boolean failing) {
    }

    /** What it keeps of its own: the field is called like nothing that other kinds have. */
    private record Count(int reached) {
    }

    private final Scheduler scheduler;
    private final JobContext context;

    CountingJobs(JobContext context) {
        this.context = context;
        this.scheduler = context.scheduler();
    }

    @Override
    public Set<String> kinds() {
        return Set.of("count");
    }

    @Override
    public int limit() {
        return 1;
    }

    @Override
    public List<Submission<?, ?>> submissions() {
        return List.of(Submission.of(SUBMIT, request -> {
            if (request.to() < 1) {
                throw Fault.badRequest("'to' must be 1 or more.");
            }
            return Future.succeededFuture(new NewJob("count", null, request.name(), true, Json.write(request), JobStatus.of(new Count(0)), null));
        }));
    }

    @Override
    public Future<?> start() {
        context.bus().subscribe(TICK, tick -> scheduler.all(this).stream().filter(job -> job.execution() != null).forEach(job -> onTick(job, tick)));
        return Future.succeededFuture();
    }

    private void onTick(ActiveJob job, Tick tick) {
        if (tick.failing()) {
            scheduler.fail(job, new Fault(Fault.Code.BAD_AUDIO, "It lost count."));
            return;
        }
        scheduler.progress(job, status -> status.withDetails(Count.class, count -> new Count(count.reached() + 1)));
        if (reached(job.row()) == to(job.row())) {
            scheduler.complete(job);
        }
    }

    @Override
    public Future<NewJob> retry(JobRow ended) {
        return Future.succeededFuture(NewJob.retryOf(ended, JobStatus.of(new Count(0))));
    }

    @Override
    public JobView view(JobRow row) {
        return JobView.of(JobView.share(reached(row), to(row)), null);
    }

    @Override
    public Execution execution(ActiveJob job) {
        return new Execution() {
            @Override
            public void start() {
                scheduler.log(job, "counting from " + reached(job.row()));
            }

            @Override
            public Future<?> stop() {
                return Future.succeededFuture();
            }
        };
    }

    private static int reached(JobRow row) {
        return row.status().details(Count.class).reached();
    }

    private static int to(JobRow row) {
        return Json.read(row.spec(), SubmitCount.class).to();
    }
}
