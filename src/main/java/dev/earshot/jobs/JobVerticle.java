package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.jobs.JobMessages.Await;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.Jobs;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.Submit;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Resolved;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The queue. A worker with one thread of its own, so that it can use the store, which blocks, without locks. See
 * {@link JobMessages}.
 */
public final class JobVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(JobVerticle.class);
    private static final int DEFAULT_LIST = 100;
    private static final int LONGEST_LIST = 1000;
    private static final int DEFAULT_WAIT = 20;
    private static final int LONGEST_WAIT = 60;

    private final Bus bus;
    private final Config config;
    private final Clock clock;
    private final boolean durable;
    private final JobIds ids;
    private final Path uploads;
    private final Waiters waiters = new Waiters();
    private JobStore store;
    private Runner runner;
    private int beingAccepted;
    private boolean stopping;

    /** @param durable whether jobs survive this process; if not they are kept in memory */
    public JobVerticle(Bus bus, Config config, Clock clock, boolean durable) {
        this.bus = bus;
        this.config = config;
        this.clock = clock;
        this.durable = durable;
        this.ids = new JobIds(clock);
        this.uploads = config.uploads();
    }

    /** A worker whose pool is one thread. */
    public static DeploymentOptions deployment() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setWorkerPoolName("earshot-jobs").setWorkerPoolSize(1);
    }

    @Override
    public Future<?> start() {
        store = durable ? JobDatabase.open(config.data(), clock) : JobDatabase.inMemory();
        runner = new Runner(bus, config, clock, store, this::changed);
        bus.handle(JobMessages.SUBMIT, this::submit);
        bus.handle(JobMessages.GET, request -> Future.succeededFuture(get(request.id())));
        bus.handle(JobMessages.LIST, this::list);
        bus.handle(JobMessages.CANCEL, this::cancel);
        bus.handle(JobMessages.AWAIT, this::await);
        if (durable) {
            resume();
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        return runner.stop().onComplete(done -> {
            waiters.answerAll(this::get);
            store.close();
        });
    }

    /** Takes over what an earlier service left, and removes uploads that belong to nobody. */
    private void resume() {
        List<JobRow> left = store.takeOver(bus.node());
        Set<Path> needed = new HashSet<>();
        left.forEach(row -> needed.add(Path.of(row.path())));
        Uploads.sweep(uploads, needed);
        for (JobRow row : left) {
            List<WindowDone> windows = store.windows(row.id());
            LOG.info("Job {} ({}) goes on after {} windows", row.id(), row.name(), windows.size());
            runner.add(new Run(row, Transcript.text(windows), windows.size()));
        }
    }

    private Future<Job> submit(Submit request) {
        Submission.check(request, uploads);
        checkRoom();
        beingAccepted++;
        return bus.request(ModelMessages.RESOLVE, new ModelMessages.Resolve(request.model(), request.language(), request.translate(),
                request.keepAlive())).map(resolved -> accept(request, resolved)).onComplete(done -> beingAccepted--);
    }

    private void checkRoom() {
        if (stopping) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The service is stopping; try again when it is back.");
        }
        if (runner.size() + beingAccepted >= config.jobs().queueLimit()) {
            throw new Fault(Fault.Code.QUEUE_FULL, "All " + config.jobs().queueLimit() + " places of the queue are taken; try again later.");
        }
    }

    private Job accept(Submit request, Resolved resolved) {
        if (stopping) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The service is stopping; try again when it is back.");
        }
        JobRow row = Submission.row(request, resolved, ids.next(), clock.instant());
        store.insert(row, bus.node());
        runner.add(new Run(row, "", 0));
        return row.summary();
    }

    private Job get(String id) {
        List<WindowDone> windows = store.windows(id);
        return row(id).whole(Transcript.segments(windows), Transcript.text(windows));
    }

    /** A job as it is now: what a run knows is newer than the store. */
    private JobRow row(String id) {
        return runner.find(id).map(Run::row).or(() -> store.find(id)).orElseThrow(() ->
                new Fault(Fault.Code.JOB_NOT_FOUND, "There is no job '" + id + "'."));
    }

    private Future<Jobs> list(ListJobs request) {
        int limit = within("limit", request.limit(), DEFAULT_LIST, 1, LONGEST_LIST);
        return Future.succeededFuture(new Jobs(store.newest(limit).stream()
                .map(row -> runner.find(row.id()).map(Run::row).orElse(row).summary()).toList()));
    }

    private Future<Job> cancel(ById request) {
        runner.find(request.id()).ifPresent(runner::cancel);
        return Future.succeededFuture(get(request.id()));
    }

    private Future<Job> await(Await request) {
        int seconds = within("seconds", request.seconds(), DEFAULT_WAIT, 0, LONGEST_WAIT);
        if (row(request.id()).state().ended() || seconds == 0 || stopping) {
            return Future.succeededFuture(get(request.id()));
        }
        return waiters.add(vertx, request.id(), seconds, this::get);
    }

    private void changed(Run run) {
        JobRow row = run.row();
        bus.publish(JobMessages.CHANGED, row.summary());
        if (row.state().ended()) {
            LOG.info("Job {} ({}) {}{}", row.id(), row.name(), row.state().name().toLowerCase(java.util.Locale.ROOT),
                    row.state() == State.FAILED ? ": " + row.error().message() : "");
            waiters.answer(row.id(), this::get);
        }
    }

    private static int within(String field, Integer value, int standard, int least, int most) {
        if (value == null) {
            return standard;
        }
        if (value < least || value > most) {
            throw Fault.badRequest("'" + field + "' must be from " + least + " to " + most + ", not " + value + ".");
        }
        return value;
    }
}
