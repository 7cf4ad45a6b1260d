package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Outstanding;
import dev.earshot.config.Config;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.download.DownloadJobs;
import dev.earshot.jobs.folder.FolderJobs;
import dev.earshot.jobs.queue.Claims;
import dev.earshot.jobs.queue.Claims.LeaseTimes;
import dev.earshot.jobs.queue.DelayedTasks;
import dev.earshot.jobs.queue.JobContext;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.LeaseReleases;
import dev.earshot.jobs.queue.Retention;
import dev.earshot.jobs.queue.Retention.RetentionLimits;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.queue.StoreRecovery;
import dev.earshot.jobs.queue.StoreWatch;
import dev.earshot.jobs.store.DataDirectoryId;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.jobs.store.JobIds;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.KeptUploads;
import dev.earshot.jobs.transcribe.TranscriptionJobs;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The jobs module: see {@link JobMessages}. A worker with a single thread, so that it can use the store, which blocks, without locks.
 */
public final class JobVerticle extends VerticleBase {

    /** All job types. */
    static final List<JobType.Factory> TYPES = List.of(TranscriptionJobs::new, FolderJobs::new, DownloadJobs::new);

    private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

    private final Bus bus;
    private final Config config;
    /** To the millisecond, as the store has it. */
    private final Clock clock;
    private final boolean durable;
    private final Supplier<JobStore> open;
    private final Intervals intervals;
    private final List<JobType.Factory> types;
    private JobStore store;
    private Claims claims;
    private Scheduler scheduler;
    private StoreRecovery recovery;
    private JobViews views;
    private JobEvents events;
    private JobAdmission admission;
    private Retention retention;
    private StoreWatch watch;

    /** @param durable whether jobs survive this process; if not they are kept in memory */
    public JobVerticle(Bus bus, Config config, Clock clock, boolean durable) {
        this(bus, config, clock, durable, () -> durable ? JobDatabase.open(config.data(), clock) : JobDatabase.inMemory(config.data()),
                Intervals.STANDARD, TYPES);
    }

    JobVerticle(Bus bus, Config config, Clock clock, boolean durable, Supplier<JobStore> open, Intervals intervals, List<JobType.Factory> types) {
        this.bus = bus;
        this.config = config;
        this.clock = Clock.tick(clock, Duration.ofMillis(1));
        this.durable = durable;
        this.open = open;
        this.intervals = intervals;
        this.types = types;
    }

    /** A worker whose pool is one thread. */
    public static DeploymentOptions deployment() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setWorkerPoolName("earshot-jobs").setWorkerPoolSize(1);
    }

    @Override
    public Future<?> start() {
        // A command in the terminal has the rights of the user's account.
        AllowedFolders folders = durable ? AllowedFolders.of(config.jobs().roots()) : AllowedFolders.everywhere();
        // The jobs of a command in the terminal are never shared.
        String directory = durable ? DataDirectoryId.of(config.data()) : "";
        store = open.get();
        events = new JobEvents(vertx, bus, () -> views);
        DelayedTasks timers = (time, work) -> vertx.setTimer(Math.max(1, time.toMillis()), fired -> work.run());
        claims = new Claims(clock, store, timers, bus.node() + "-" + new JobIds(clock).next(), directory, LeaseTimes.DEFAULT);
        scheduler = new Scheduler(clock, store, claims, events);
        recovery = new StoreRecovery(store, scheduler);
        watch = new StoreWatch(vertx, store, intervals.firstBackoff(), MAX_BACKOFF, recovery::repair, recovery::onStoreRecovery);
        views = new JobViews(store, scheduler);
        admission = new JobAdmission(bus, config.jobs().queueLimit(), scheduler, views);
        LeaseReleases releases = new LeaseReleases(timers, intervals.firstBackoff(), MAX_BACKOFF);
        scheduler.add(types, new JobContext(vertx, bus, config, clock, store, scheduler, folders, timers, releases, intervals.firstBackoff()));
        handle(new EndedJobs(bus, store, scheduler, views, config.uploads()));
        return Future.join(scheduler.types().all().stream().map(JobType::start).toList()).transform(started -> {
            try {
                if (durable) {
                    KeptUploads.sweep(config.uploads(), store);
                    recovery.takeOver();
                    retention = new Retention(clock, store, timers, config.jobs(), new RetentionLimits(RetentionLimits.SLICE, intervals.retention()));
                    retention.run();
                }
                return Future.succeededFuture();
            } catch (Fault fault) {
                watch.close();
                store.close();
                return Future.failedFuture(fault);
            }
        });
    }

    private void handle(EndedJobs ended) {
        new JobControls(scheduler, views, admission, ended).handle(bus);
        scheduler.types().all().forEach(admission::open);
        bus.handle(JobMessages.GET, request -> Future.succeededFuture(views.detail(request.id())));
        bus.handle(JobMessages.LIST, request -> Future.succeededFuture(views.page(request)));
        bus.handle(JobMessages.RETRY, request -> admission.retry(views.row(request.id())));
        bus.handle(JobMessages.AWAIT, events::await);
        bus.handle(JobMessages.READY, empty -> views.readiness());
        bus.handle(JobMessages.AUDIO, request -> Future.succeededFuture(ended.audio(request.id())));
        bus.handle(JobMessages.FORGET, ended::forget);
    }

    @Override
    public Future<?> stop() {
        admission.stop();
        events.stop();
        claims.close();
        if (retention != null) {
            retention.close();
        }
        return scheduler.stop().onComplete(done -> {
            recovery.onStoreRecovery();
            events.answerAll();
            watch.close();
            store.close();
        }).transform(done -> Outstanding.lastTurn(context));
    }
}
