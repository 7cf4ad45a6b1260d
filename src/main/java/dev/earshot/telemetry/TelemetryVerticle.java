package dev.earshot.telemetry;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Json;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.config.Setting;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.network.Proxies;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.telemetry.TelemetryMessages.TelemetryState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reports three kinds of events to an address of the configuration once the user has allowed it. Until then it neither listens to other modules' events
 * nor opens a connection. Nothing is written to disk. See {@link TelemetryMessages}.
 */
public final class TelemetryVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryVerticle.class);
    private static final String ENABLED = "telemetry.enabled";
    /** Of the jobs whose end may be published a second time; those are the latest. */
    private static final int MAX_COUNTED = 1000;

    private record PublishedModels(List<PublishedModel> models) {
    }

    private record PublishedModel(String name) {
    }

    private final Bus bus;
    private final Config config;
    private final Map<String, String> env;
    private final boolean serve;
    private final TelemetryPermission permission;
    private final String version;
    private final Clock clock;
    private final TelemetryBatch.BatchLimits limits;
    private final Set<String> counted = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_COUNTED;
        }
    });
    private Setting enabled;
    private Future<TelemetryEvents> events;
    /** Null while nothing may be sent. */
    private TelemetryBatch batch;
    private boolean listens;

    /**
     * @param settings what holds at the start
     * @param env      the environment; what it forbids, no setting allows
     * @param serve    whether this is a service; otherwise it only tells what a service would send
     */
    public TelemetryVerticle(Bus bus, LayeredConfig settings, Map<String, String> env, String version, Clock clock, boolean serve) {
        this(bus, settings, env, version, clock, serve, TelemetryBatch.BatchLimits.DEFAULT);
    }

    TelemetryVerticle(Bus bus, LayeredConfig settings, Map<String, String> env, String version, Clock clock, boolean serve, TelemetryBatch.BatchLimits limits) {
        this.bus = bus;
        this.config = settings.config();
        this.env = Map.copyOf(env);
        this.serve = serve;
        this.permission = new TelemetryPermission(env, config.telemetry());
        this.version = version;
        this.clock = clock;
        this.limits = limits;
        this.enabled = of(settings.list());
    }

    private static Setting of(List<Setting> settings) {
        return settings.stream().filter(setting -> setting.key().equals(ENABLED)).findFirst().orElseThrow();
    }

    @Override
    public Future<?> start() {
        bus.handle(TelemetryMessages.GET, request -> events().map(this::state));
        bus.subscribe(SettingsMessages.CHANGED, changed -> {
            enabled = of(changed.settings());
            apply();
        });
        apply();
        return batch == null ? Future.succeededFuture() : events().onSuccess(all -> report(Optional.of(all.launched(now()))));
    }

    @Override
    public Future<?> stop() {
        switchOff();
        return Future.succeededFuture();
    }

    private void apply() {
        if (!serve || permission.refusal(isEnabled()).isPresent()) {
            switchOff();
        } else if (batch == null) {
            LOG.info("Telemetry is on: 'earshot telemetry show' shows what is sent, 'earshot telemetry off' ends it.");
            batch = new TelemetryBatch(vertx, URI.create(config.telemetry().endpoint().strip()), Proxies.of(config.downloads().proxy(), env), limits);
            if (!listens) {
                listens = true;
                bus.subscribe(JobMessages.CHANGED, this::onJob);
            }
        }
    }

    private void switchOff() {
        if (batch != null) {
            batch.close();
            batch = null;
        }
    }

    private void onJob(Job job) {
        if (batch != null && job.state() == JobState.COMPLETED && counted.add(job.id())) {
            Instant now = now();
            events().onSuccess(all -> report(all.completed(job, now)));
        }
    }

    private void report(Optional<TelemetryMessages.TelemetryEvent> event) {
        if (batch != null) {
            event.ifPresent(batch::add);
        }
    }

    private TelemetryState state(TelemetryEvents all) {
        boolean ask = enabled.source().equals("default") && permission.obstacle().isEmpty();
        return new TelemetryState(isEnabled(), ask, permission.refusal(isEnabled()).orElse(null), all.example(now()),
                batch == null ? List.of() : batch.pending());
    }

    /** Read when they are first needed: most services never do. */
    private Future<TelemetryEvents> events() {
        if (events == null) {
            events = vertx.executeBlocking(() -> new TelemetryEvents(version, System.getProperty("os.name"), System.getProperty("os.arch"), published()));
        }
        return events;
    }

    /** The models of the catalog that ships with Earshot; names of the user's own could be telling. */
    private static Set<String> published() throws IOException {
        try (InputStream in = TelemetryVerticle.class.getResourceAsStream("/conf/models.json")) {
            return Json.MAPPER.readValue(in, PublishedModels.class).models().stream().map(PublishedModel::name).collect(Collectors.toUnmodifiableSet());
        }
    }

    private boolean isEnabled() {
        return Boolean.parseBoolean(enabled.value().toString());
    }

    private Instant now() {
        return clock.instant();
    }
}
