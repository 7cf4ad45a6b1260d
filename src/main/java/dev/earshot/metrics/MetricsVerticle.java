package dev.earshot.metrics;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.EngineLibrary;
import dev.earshot.engine.EngineMessages.WindowMeasured;
import dev.earshot.jobs.JobMessages;
import dev.earshot.metrics.MetricsMessages.Scrape;
import dev.earshot.models.DecisionMessages;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.ResidentView;
import dev.earshot.system.SystemMessages;
import dev.earshot.system.SystemMessages.SystemReading;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Counts the events of the other modules. Deployed before them, so that it misses none; see {@link MetricsMessages}. */
public final class MetricsVerticle extends VerticleBase {

    /** How long a scrape waits for a module; after that, its figures are left out. */
    private static final Duration MODULE_TIMEOUT = Duration.ofSeconds(2);

    private static final String UNKNOWN = "unknown";

    private final Bus bus;
    private final Meters meters;
    private final OpenJobs jobs;
    private final DownloadedBytes transfers;
    private final ModelLabels models;
    /** Made by the first scrape; touched by blocking code only, which runs in order. */
    private Exposition exposition;

    /** @param vertxMeters what Vertx was made with */
    public MetricsVerticle(Bus bus, VertxMeters vertxMeters) {
        this.bus = bus;
        this.meters = vertxMeters.meters();
        this.jobs = new OpenJobs(meters);
        this.transfers = new DownloadedBytes(meters.downloadBytes);
        this.models = new ModelLabels(bus);
    }

    @Override
    public Future<?> start() {
        bus.subscribe(JobMessages.CHANGED, jobs::changed);
        bus.subscribe(DownloadMessages.PROGRESS, transfers::progressed);
        bus.subscribe(EngineMessages.WINDOW, window -> {
            if (here(window.node())) {
                models.of(window.model()).onSuccess(model -> recognised(window, model));
            }
        });
        bus.subscribe(EngineMessages.EVENT, event -> {
            if (here(event.node())) {
                meters.engineEvents.add(1, event.event().name().toLowerCase(Locale.ROOT));
            }
        });
        bus.subscribe(DecisionMessages.DECISION, decision -> {
            if (here(decision.node())) {
                meters.decisions.add(1, decision.action().text());
            }
        });
        bus.handle(MetricsMessages.SCRAPE, any -> scrape());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return vertx.executeBlocking(() -> {
            if (exposition != null) {
                exposition.close();
            }
            return null;
        });
    }

    private Future<Scrape> scrape() {
        Future<Void> machine = bus.request(SystemMessages.READ, Empty.INSTANCE, MODULE_TIMEOUT).map(this::read).otherwiseEmpty();
        return machine.compose(read -> bus.request(ModelMessages.PS, Empty.INSTANCE, MODULE_TIMEOUT))
                .compose(residents -> held(residents.models()), unknown -> held(List.of()))
                .compose(ready -> vertx.executeBlocking(() -> {
                    if (exposition == null) {
                        exposition = new Exposition(meters);
                    }
                    return new Scrape(exposition.text());
                }));
    }

    /** Models that have the same label, for want of a name that is known, are counted together. */
    private Future<Void> held(List<ResidentView> residents) {
        List<Future<String>> labels = residents.stream().map(resident -> models.of(resident.name())).toList();
        return Future.all(labels).map(named -> {
            meters.residentBytes.clear();
            meters.engineInfo.clear();
            residents.stream().map(ResidentView::library).filter(Objects::nonNull).forEach(this::engine);
            for (int i = 0; i < residents.size(); i++) {
                if (residents.get(i).bytes() != null) {
                    meters.residentBytes.add(residents.get(i).bytes(), labels.get(i).result());
                }
            }
            return null;
        });
    }

    private void engine(EngineLibrary library) {
        meters.engineInfo.set(1, library.name(), library.version(), Objects.requireNonNullElse(library.backend(), UNKNOWN),
                Objects.requireNonNullElse(library.device(), UNKNOWN));
    }

    private void recognised(WindowMeasured window, String model) {
        double seconds = window.milliseconds() / 1e3;
        meters.windows.add(1, model);
        meters.audioSeconds.add(window.seconds(), model);
        meters.computeSeconds.add(seconds, model);
        meters.windowSeconds.observe(seconds, model);
        if (window.seconds() > 0) {
            meters.realTimeFactor.observe(seconds / window.seconds(), model);
        }
    }

    private Void read(SystemReading reading) {
        meters.systemMemory.set(reading.system().totalGb() * 1e9, "total");
        meters.systemMemory.set(reading.system().availableGb() * 1e9, "available");
        meters.processMemory.set(reading.process().service().rssMb() * 1e6, "service");
        meters.processMemory.set(reading.process().engine().rssMb() * 1e6, "engine");
        meters.pressure.set(reading.system().status().ordinal());
        meters.cpu.set(reading.cpu().averagePercent() / 100, "system");
        meters.cpu.set(reading.cpu().enginePercent() / 100, "engine");
        return null;
    }

    private boolean here(String node) {
        return bus.node().equals(node);
    }
}
