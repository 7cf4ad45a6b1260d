package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Outstanding;
import dev.earshot.config.Config;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobList;
import dev.earshot.jobs.JobMessages.JobLogged;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.JobMessages.QueueReadiness;
import dev.earshot.jobs.download.DownloadJobs;
import dev.earshot.jobs.folder.FolderJobs;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.DelayedTasks;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Retention;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.queue.StoreRecovery;
import dev.earshot.jobs.queue.StoreWatch;
import dev.earshot.jobs.queue.Waiters;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.jobs.store.JobFilter;
import dev.earshot.jobs.store.JobIds;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.KeptUploads;
import dev.earshot.jobs.transcribe.EngineLosses;
import dev.earshot.jobs.transcribe.LeaseReleases;
import dev.earshot.jobs.transcribe.TranscriptionJobs;
import dev.earshot.log.Logging;
import dev.earshot.models.ModelMessages;
import dev.earshot.system.SystemMessages;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The queue. A worker with one thread of its own, so that it can use the store, which blocks, without locks. See
 * {@link JobMessages}.
 */
public final class JobVerticle extends VerticleBase implements Scheduler.JobListener {

    private static final Logger LOG = LoggerFactory.getLogger(JobVerticle.class);
    private static final int DEFAULT_LIST = 100;
    private static final int LONGEST_LIST = 1000;
    private static final int DEFAULT_WAIT = 20;
    private static final int LONGEST_WAIT = 60;
    /** Between attempts to use a store that has failed, or to give back what could not be. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    /** A job whose engine died waits so many times as long. */
    private static final int ENGINE_PAUSE = 4;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Bus bus;
    private final Config config;
    /** To the millisecond, as the store has it. */
    private final Clock clock;
    private final boolean durable;
    private final Supplier<JobStore> open;
    private final Duration firstPause;
    private final JobIds ids;
    private final Path uploads;
    private final AllowedFolders roots;
    private final Waiters waiters = new Waiters();
    private JobStore store;
    private Scheduler scheduler;
    private StoreRecovery recovery;
    private JobAdmission admission;
    private JobViews views;
    private EndedJobs endings;
    private TranscriptionJobs transcriptions;
    private FolderJobs folders;
    private DownloadJobs downloads;
    private Retention retention;
    private StoreWatch watch;
    private final Map<String, JobType> kinds = new HashMap<>();

    /** @param durable whether jobs survive this process; if not they are kept in memory */
    public JobVerticle(Bus bus, Config config, Clock clock, boolean durable) {
        this(bus, config, clock, durable, durable ? () -> JobDatabase.open(config.data(), clock) : () -> JobDatabase.inMemory(config.data()), FIRST_PAUSE);
    }

    /** @param firstPause before a store that has failed, or a release, is tried again for the first time */
    JobVerticle(Bus bus, Config config, Clock clock, boolean durable, Supplier<JobStore> open, Duration firstPause) {
        this.bus = bus;
        this.config = config;
        this.clock = Clock.tick(clock, Duration.ofMillis(1));
        this.durable = durable;
        this.open = open;
        this.firstPause = firstPause;
        this.ids = new JobIds(this.clock);
        this.uploads = config.uploads();
        // Who is at the terminal may read and write what they may read and write.
        this.roots = durable ? AllowedFolders.of(config.jobs().roots())
                : new AllowedFolders(StreamSupport.stream(FileSystems.getDefault().getRootDirectories().spliterator(), false).toList());
    }

    /** A worker whose pool is one thread. */
    public static DeploymentOptions deployment() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setWorkerPoolName("earshot-jobs").setWorkerPoolSize(1);
    }

    @Override
    public Future<?> start() {
        store = open.get();
        scheduler = new Scheduler(clock, store, bus.node(), this);
        recovery = new StoreRecovery(store, scheduler);
        watch = new StoreWatch(vertx, store, firstPause, LONGEST_PAUSE, recovery::repair, recovery::onStoreRecovery);
        views = new JobViews(store, scheduler, kinds);
        endings = new EndedJobs(store, scheduler, views, kinds, uploads);
        downloads = new DownloadJobs(bus, clock, scheduler, ids);
        DelayedTasks timers = (time, work) -> vertx.setTimer(Math.max(1, time.toMillis()), fired -> work.run());
        transcriptions = new TranscriptionJobs(bus, config, clock, store, scheduler, downloads, roots, new LeaseReleases(timers, firstPause, LONGEST_PAUSE),
                new EngineLosses(firstPause.multipliedBy(ENGINE_PAUSE)), timers);
        folders = new FolderJobs(bus, vertx, config, clock, store, scheduler, transcriptions, ids, roots);
        admission = new JobAdmission(bus, config, clock, scheduler, views, ids, roots, transcriptions, folders, downloads);
        bus.handle(JobMessages.SUBMIT, admission::submit);
        bus.handle(JobMessages.SUBMIT_FOLDER, admission::submitFolder);
        bus.handle(JobMessages.SUBMIT_DOWNLOAD, admission::submitDownload);
        bus.handle(JobMessages.GET, request -> Future.succeededFuture(views.whole(request.id())));
        bus.handle(JobMessages.LIST, this::list);
        bus.handle(JobMessages.CANCEL, request -> change(request, scheduler::cancel, true));
        bus.handle(JobMessages.PAUSE, request -> change(request, scheduler::pause, false));
        bus.handle(JobMessages.RESUME, this::resume);
        bus.handle(JobMessages.RETRY, request -> admission.retry(views.row(request.id())));
        bus.handle(JobMessages.AWAIT, this::await);
        bus.handle(JobMessages.READY, empty -> ready());
        bus.handle(JobMessages.FORGET, this::forget);
        bus.handle(JobMessages.AUDIO, request -> Future.succeededFuture(endings.audio(request.id())));
        subscribe();
        List.of(transcriptions, folders, downloads).forEach(kind -> kind.names().forEach(name -> kinds.put(name, kind)));
        // What was left is taken up with the machine as it is; without the system module, as in tests, everything is allowed.
        return bus.request(SystemMessages.READ, Empty.INSTANCE).onSuccess(transcriptions::onReading).transform(looked -> {
            try {
                if (durable) {
                    recover();
                    retention = new Retention(vertx, clock, store, config.jobs());
                }
                return Future.succeededFuture();
            } catch (Fault fault) {
                watch.close();
                store.close();
                return Future.failedFuture(fault);
            }
        });
    }

    private void subscribe() {
        bus.subscribe(SystemMessages.MEMORY, reading -> {
            if (reading.node().equals(bus.node())) {
                transcriptions.onReading(reading);
            }
        });
        bus.subscribe(ModelMessages.DECISION, decision -> {
            if (decision.action().equals("suggest") && decision.node().equals(bus.node())) {
                transcriptions.suggested(decision);
            }
        });
    }

    @Override
    public Future<?> stop() {
        admission.stop();
        if (retention != null) {
            retention.close();
        }
        return scheduler.stop().onComplete(done -> {
            recovery.onStoreRecovery();
            waiters.answerAll(views::summary);
            watch.close();
            store.close();
        }).transform(done -> Outstanding.lastTurn(context));
    }

    /** Takes over what an earlier service left, and removes uploads that belong to nobody. */
    private void recover() {
        KeptUploads.sweep(uploads, store);
        List<JobRow> left = store.takeOver(bus.node());
        Set<String> paused = left.stream().filter(row -> row.state() == JobState.PAUSED && kinds.get(row.kind()).ownsChildren()).map(JobRow::id)
                .collect(Collectors.toSet());
        for (JobRow found : left) {
            // A kill between the parts of a pause: what belongs to a paused job is paused.
            JobRow row = paused.contains(found.parent()) ? found.in(JobState.PAUSED) : found;
            LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} was {}; it is taken up again", row.name(), row.state().name().toLowerCase(Locale.ROOT));
            scheduler.add(kinds.get(row.kind()), row);
        }
    }

    private Future<QueueReadiness> ready() {
        Fault fault = store.health().fault();
        return fault == null ? Future.succeededFuture(new QueueReadiness(store.health().notice())) : Future.failedFuture(fault);
    }

    private Future<JobList> list(ListJobs request) {
        int limit = within("limit", request.limit(), DEFAULT_LIST, 1, LONGEST_LIST);
        return Future.succeededFuture(views.page(JobFilter.of(request, kinds.keySet()), limit));
    }

    /** @param late whether it is no error that the job has ended */
    private Future<Job> change(ById request, Consumer<ActiveJob> change, boolean late) {
        Optional<ActiveJob> job = scheduler.find(request.id());
        if (job.isEmpty() && !late) {
            throw Fault.badRequest("Job '" + request.id() + "' has ended (" + views.row(request.id()).state().name().toLowerCase(Locale.ROOT) + ").");
        }
        job.ifPresent(change);
        return Future.succeededFuture(views.whole(request.id()));
    }

    private Future<Job> resume(ById request) {
        JobRow row = views.row(request.id());
        if (!endings.canTakeBack(row)) {
            return change(request, scheduler::resume, false);
        }
        admission.checkRoom();
        endings.takeBack(row);
        return Future.succeededFuture(views.whole(row.id()));
    }

    private Future<Empty> forget(ById request) {
        endings.forget(views.row(request.id()));
        bus.publish(JobMessages.FORGOTTEN, request);
        return Future.succeededFuture(Empty.INSTANCE);
    }

    private Future<Job> await(AwaitJob request) {
        int seconds = within("seconds", request.seconds(), DEFAULT_WAIT, 0, LONGEST_WAIT);
        JobRow row = views.row(request.id());
        if (settled(row)) {
            return Future.succeededFuture(views.whole(row.id()));
        }
        return seconds == 0 || admission.stopped() ? Future.succeededFuture(views.summary(row)) : waiters.add(vertx, row.id(), seconds, views::summary);
    }

    /** Whether nothing happens to it any more unless somebody wants it. */
    private static boolean settled(JobRow row) {
        return row.state().ended() || row.state() == JobState.PAUSED && row.error() != null;
    }

    @Override
    public void changed(ActiveJob job) {
        bus.publish(JobMessages.CHANGED, views.summary(job.row()));
        if (settled(job.row())) {
            waiters.answer(job.id(), views::whole);
        }
    }

    @Override
    public void logged(ActiveJob job, LogLine line) {
        bus.publish(JobMessages.LOG, new JobLogged(job.id(), line.at(), line.message()));
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
