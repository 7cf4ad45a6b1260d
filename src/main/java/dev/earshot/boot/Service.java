package dev.earshot.boot;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.config.SettingsFile;
import dev.earshot.http.HttpVerticle;
import dev.earshot.machine.Children;
import dev.earshot.metrics.VertxMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A running Earshot: Vert.x and the verticles on it. Blocking, for main threads and tests; thread-safe. */
public final class Service implements AutoCloseable {

    private final Vertx vertx;
    private final Bus bus;
    private final Deployer deployer;
    private final DataFolder folder;
    private final VersionSwitch versions;
    private Future<Void> stopped;

    private Service(Vertx vertx, Bus bus, Deployer deployer, DataFolder folder, VersionSwitch versions) {
        this.vertx = vertx;
        this.bus = bus;
        this.deployer = deployer;
        this.folder = folder;
        this.versions = versions;
    }

    /** As {@link #serve(LayeredConfig, List)}, in a process that cannot begin again: no update is applied. */
    public static Service serve(LayeredConfig settings) {
        return serve(settings, List.of());
    }

    /**
     * Starts the service with its HTTP server and durable queue; there can be only one for a data directory. Where an update waits for a start, this
     * process may become another version first.
     *
     * @param arguments of this process, with which it can begin again; empty where it cannot
     */
    public static Service serve(LayeredConfig settings, List<String> arguments) {
        HttpVerticle.check(settings.config());
        DataFolder.create(settings.config().data());
        DataFolder folder = DataFolder.lock(settings.config().data());
        VersionSwitch versions = new VersionSwitch(settings.config().data(), arguments);
        try {
            versions.beforeStart();
            new Housekeeping(settings.config().data(), Instant.now()).run();
            SettingsFile file = new SettingsFile(settings.config().data());
            String notice = file.setAsideIfDamaged(settings).orElse(null);
            Service service = start(file.applyTo(settings), notice, folder, versions);
            versions.onStart();
            RunningService.write(settings.config(), service.port());
            return service;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Changes settings while no service is running; the next one starts with them.
     *
     * @param settings without the user's changes
     * @throws Fault {@code unavailable} where a service uses the data directory, {@code bad-request} where a change is wrong
     */
    public static void changeSettings(LayeredConfig settings, Map<String, ?> changes) {
        Path data = settings.config().data();
        DataFolder.create(data);
        try (DataFolder locked = DataFolder.lock(data)) {
            SettingsFile file = new SettingsFile(locked.path());
            file.write(file.applyTo(settings).with(changes));
        }
    }

    /** Starts the same modules without the HTTP server, for one command in the terminal; jobs are not kept. */
    public static Service terminal(Config config) {
        DataFolder.create(config.data());
        return start(LayeredConfig.of(config), null, null, null);
    }

    /**
     * @param folder   the lock on the data directory, or null for a command in the terminal
     * @param versions or null for a command in the terminal
     */
    private static Service start(LayeredConfig settings, String notice, DataFolder folder, VersionSwitch versions) {
        boolean serve = folder != null;
        Children.endOrphans(settings.config().data());
        String node = "n" + UUID.randomUUID().toString().substring(0, 8);
        Optional<VertxMeters> meters = serve && settings.config().http().metrics() ? Optional.of(new VertxMeters(node)) : Optional.empty();
        Vertx vertx = vertx(meters);
        Bus bus = new Bus(vertx, node);
        AtomicReference<Service> self = new AtomicReference<>();
        Deployer deployer;
        try {
            // The store keeps milliseconds: a time must look the same before and after a restart.
            deployer = new Deployer(vertx, bus, settings, notice, Clock.tickMillis(ZoneOffset.UTC), serve, meters,
                    () -> self.get().restart());
        } catch (RuntimeException e) {
            await(vertx.close());
            throw e;
        }
        Service service = new Service(vertx, bus, deployer, folder, versions);
        self.set(service);
        try {
            await(deployer.start());
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
        return service;
    }

    private static Vertx vertx(Optional<VertxMeters> meters) {
        // The modules keep Vert.x nearly idle, for they process audio on their own threads.
        VertxBuilder builder = Vertx.builder().with(new VertxOptions()
                .setEventLoopPoolSize(2).setWorkerPoolSize(4).setInternalBlockingPoolSize(4)
                // The default of a second would be most of the processor time of an idle service.
                .setBlockedThreadCheckInterval(10).setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        meters.ifPresent(all -> builder.withMetrics(options -> all));
        return builder.build();
    }

    public Bus bus() {
        return bus;
    }

    /** For verticles of other programs that want to join the bus. */
    public Vertx vertx() {
        return vertx;
    }

    /** The port that the HTTP server listens on; only after {@link #serve}. */
    public int port() {
        return deployer.port();
    }

    /** Stops in order: no new work is accepted, running windows are finished or left to the next start, the engine is ended. Idempotent. */
    @Override
    public void close() {
        Future<Void> end;
        synchronized (this) {
            if (stopped == null) {
                if (folder != null) {
                    RunningService.remove(folder.path());
                }
                stopped = deployer.stop().transform(result -> vertx.close());
            }
            end = stopped;
        }
        try {
            await(end);
        } finally {
            if (folder != null) {
                versions.onStop();
                folder.close();
            }
        }
    }

    /** Stops in order and begins again, as the version that is current by then. Returns at once. */
    void restart() {
        new Thread(() -> {
            try {
                close();
            } finally {
                versions.restart();
            }
            System.exit(1);
        }, "earshot-restart").start();
    }

    /** Waits for a future; must not be called on an event loop. Fails with a {@link Fault}. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw Fault.of(e.getCause());
        }
    }
}
