package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.jobs.JobMessages.Await;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Download;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.Jobs;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.JobMessages.Logged;
import dev.earshot.jobs.JobMessages.Readiness;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.Submit;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.log.Logging;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Ensure;
import dev.earshot.models.ModelMessages.Resolve;
import dev.earshot.models.ModelMessages.Resolved;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The queue. A worker with one thread of its own, so that it can use the store, which blocks, without locks. See
 * {@link JobMessages}.
 */
public final class JobVerticle extends VerticleBase implements Scheduler.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(JobVerticle.class);
    private static final int DEFAULT_LIST = 100;
    private static final int LONGEST_LIST = 1000;
    private static final int DEFAULT_WAIT = 20;
    private static final int LONGEST_WAIT = 60;
    /** Reading a large model once, from a slow disk. */
    private static final Duration VERIFYING = Duration.ofMinutes(10);
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
    private final Roots roots;
    private final Waiters waiters = new Waiters();
    private JobStore store;
    private Scheduler scheduler;
    private JobViews views;
    private Endings endings;
    private Transcriptions transcriptions;
    private Folders folders;
    private Downloads downloads;
    private Retention retention;
    private StoreWatch watch;
    private final Map<String, Kind> kinds = new HashMap<>();
    private int beingAccepted;
    private boolean stopping;

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
        this.roots = durable ? Roots.of(config.jobs().roots())
                : new Roots(StreamSupport.stream(FileSystems.getDefault().getRootDirectories().spliterator(), false).toList());
    }

    /** A worker whose pool is one thread. */
    public static DeploymentOptions deployment() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setWorkerPoolName("earshot-jobs").setWorkerPoolSize(1);
    }

    @Override
    public Future<?> start() {
        store = open.get();
        scheduler = new Scheduler(clock, store, this);
        watch = new StoreWatch(vertx, store, firstPause, LONGEST_PAUSE, scheduler::repairStore, scheduler::onStoreRecovery);
        views = new JobViews(store, scheduler, kinds);
        endings = new Endings(store, scheduler, views, kinds, uploads);
        downloads = new Downloads(bus, clock, store, scheduler, ids);
        Timers timers = (time, work) -> vertx.setTimer(Math.max(1, time.toMillis()), fired -> work.run());
        transcriptions = new Transcriptions(bus, config, clock, store, scheduler, downloads, roots, new Releases(timers, firstPause, LONGEST_PAUSE),
                new EngineLosses(firstPause.multipliedBy(ENGINE_PAUSE)), timers);
        folders = new Folders(bus, vertx, config, clock, store, scheduler, transcriptions, ids, roots);
        bus.handle(JobMessages.SUBMIT, this::submit);
        bus.handle(JobMessages.SUBMIT_FOLDER, this::submitFolder);
        bus.handle(JobMessages.SUBMIT_DOWNLOAD, this::submitDownload);
        bus.handle(JobMessages.GET, request -> Future.succeededFuture(views.whole(request.id())));
        bus.handle(JobMessages.LIST, this::list);
        bus.handle(JobMessages.CANCEL, request -> change(request, scheduler::cancel, true));
        bus.handle(JobMessages.PAUSE, request -> change(request, scheduler::pause, false));
        bus.handle(JobMessages.RESUME, this::resume);
        bus.handle(JobMessages.RETRY, this::retry);
        bus.handle(JobMessages.AWAIT, this::await);
        bus.handle(JobMessages.READY, empty -> ready());
        bus.handle(JobMessages.FORGET, this::forget);
        bus.handle(JobMessages.AUDIO, request -> Future.succeededFuture(endings.audio(request.id())));
        bus.subscribe(SystemMessages.MEMORY, reading -> {
            if (reading.node().equals(bus.node())) {
                transcriptions.looked(reading);
            }
        });
        bus.subscribe(ModelMessages.DECISION, decision -> {
            if (decision.action().equals("suggest") && decision.node().equals(bus.node())) {
                transcriptions.suggested(decision);
            }
        });
        List.of(transcriptions, folders, downloads).forEach(kind -> kind.names().forEach(name -> kinds.put(name, kind)));
        // What was left is taken up with the machine as it is; without the system room, as in tests, everything is allowed.
        return bus.request(SystemMessages.READ, Empty.INSTANCE).onSuccess(transcriptions::looked).transform(looked -> {
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

    @Override
    public Future<?> stop() {
        stopping = true;
        if (retention != null) {
            retention.close();
        }
        return scheduler.stop().onComplete(done -> {
            waiters.answerAll(views::summary);
            watch.close();
            store.close();
        });
    }

    /** Takes over what an earlier service left, and removes uploads that belong to nobody. */
    private void recover() {
        List<JobRow> left = store.takeOver(bus.node());
        Uploads.sweep(uploads, store);
        Set<String> paused = left.stream().filter(row -> row.state() == State.PAUSED && kinds.get(row.kind()).ownsChildren()).map(JobRow::id)
                .collect(Collectors.toSet());
        for (JobRow found : left) {
            // A kill between the parts of a pause: what belongs to a paused job is paused.
            JobRow row = paused.contains(found.parent()) ? found.in(State.PAUSED) : found;
            LOG.atInfo().addKeyValue(Logging.JOB, row.id()).log("{} was {}; it is taken up again", row.name(), row.state().name().toLowerCase(Locale.ROOT));
            scheduler.add(kinds.get(row.kind()), row);
        }
    }

    private Future<Job> submit(Submit request) {
        Submission.check(request, uploads);
        return accept(new Resolve(request.model(), request.language(), request.translate(), request.keepAlive()), resolved -> {
            JobRow row = Submission.row(request, resolved, ids.next(), clock.instant());
            store.insert(row, bus.node());
            return scheduler.add(transcriptions, row);
        });
    }

    private Future<Job> submitFolder(SubmitFolder request) {
        return accept(new Resolve(request.model(), request.language(), request.translate(), null), resolved -> {
            JobRow row = Submission.row(request, resolved, roots, ids.next(), clock.instant());
            store.insert(row, bus.node());
            return scheduler.add(folders, row);
        });
    }

    private Future<Download> submitDownload(SubmitDownload request) {
        checkRoom();
        return bus.request(ModelMessages.ENSURE, new Ensure(request.model(), true), VERIFYING).map(ensured -> {
            checkNotStopping();
            return new Download(ensured.model(), ensured.source() == null ? null
                    : views.summary(downloads.fetch(ensured.model(), ensured.source(), null).row()));
        });
    }

    private Future<Job> retry(ById request) {
        JobRow row = views.row(request.id());
        Retry.check(row);
        Kind kind = kinds.get(row.kind());
        if (kind == downloads) {
            return submitDownload(new SubmitDownload(row.status().model())).map(download -> Optional.ofNullable(download.job())
                    .orElseThrow(() -> Fault.badRequest("The model '" + download.model() + "' is there already.")));
        }
        Retry retry = kind == folders ? Retry.ofFolder(row, roots) : Retry.ofTranscription(row);
        return accept(retry.resolve(), resolved -> {
            JobRow again = retry.row(ids.next(), clock.instant());
            store.insert(again, bus.node());
            return scheduler.add(kind, again);
        });
    }

    /** Checks that there is room, which model is meant, and again that there is room; then takes a job on. */
    private Future<Job> accept(Resolve resolve, Function<Resolved, Run> take) {
        checkRoom();
        beingAccepted++;
        return bus.request(ModelMessages.RESOLVE, resolve).map(resolved -> {
            checkNotStopping();
            return views.summary(take.apply(resolved).row());
        }).onComplete(done -> beingAccepted--);
    }

    private void checkRoom() {
        checkNotStopping();
        if (scheduler.size() + beingAccepted >= config.jobs().queueLimit()) {
            throw new Fault(Fault.Code.QUEUE_FULL, "All " + config.jobs().queueLimit() + " places of the queue are taken; try again later.");
        }
    }

    private void checkNotStopping() {
        if (stopping) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The service is stopping; try again when it is back.");
        }
    }

    private Future<Readiness> ready() {
        Fault fault = store.connection().fault();
        return fault == null ? Future.succeededFuture(new Readiness(store.connection().notice())) : Future.failedFuture(fault);
    }

    private Future<Jobs> list(ListJobs request) {
        int limit = within("limit", request.limit(), DEFAULT_LIST, 1, LONGEST_LIST);
        return Future.succeededFuture(views.page(JobFilter.of(request, kinds.keySet()), limit));
    }

    /** @param late whether it is no error that the job has ended */
    private Future<Job> change(ById request, Consumer<Run> change, boolean late) {
        Optional<Run> run = scheduler.find(request.id());
        if (run.isEmpty() && !late) {
            throw Fault.badRequest("Job '" + request.id() + "' has ended (" + views.row(request.id()).state().name().toLowerCase(Locale.ROOT) + ").");
        }
        run.ifPresent(change);
        return Future.succeededFuture(views.whole(request.id()));
    }

    private Future<Job> resume(ById request) {
        JobRow row = views.row(request.id());
        if (!endings.canTakeBack(row)) {
            return change(request, scheduler::resume, false);
        }
        checkRoom();
        endings.takeBack(row);
        return Future.succeededFuture(views.whole(row.id()));
    }

    private Future<Empty> forget(ById request) {
        endings.forget(views.row(request.id()));
        bus.publish(JobMessages.FORGOTTEN, request);
        return Future.succeededFuture(Empty.INSTANCE);
    }

    private Future<Job> await(Await request) {
        int seconds = within("seconds", request.seconds(), DEFAULT_WAIT, 0, LONGEST_WAIT);
        JobRow row = views.row(request.id());
        if (settled(row)) {
            return Future.succeededFuture(views.whole(row.id()));
        }
        return seconds == 0 || stopping ? Future.succeededFuture(views.summary(row)) : waiters.add(vertx, row.id(), seconds, views::summary);
    }

    /** Whether nothing happens to it any more unless somebody wants it. */
    private static boolean settled(JobRow row) {
        return row.state().ended() || row.state() == State.PAUSED && row.error() != null;
    }

    @Override
    public void changed(Run run) {
        bus.publish(JobMessages.CHANGED, views.summary(run.row()));
        if (settled(run.row())) {
            waiters.answer(run.id(), views::whole);
        }
    }

    @Override
    public void logged(Run run, LogLine line) {
        bus.publish(JobMessages.LOG, new Logged(run.id(), line.at(), line.message()));
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
