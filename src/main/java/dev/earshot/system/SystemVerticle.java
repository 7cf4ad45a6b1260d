package dev.earshot.system;

import dev.earshot.bus.BlockingWork;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.LoadedProcess;
import dev.earshot.machine.Machine;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.system.SystemMessages.CpuReading;
import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.Pressure;
import dev.earshot.system.SystemMessages.SystemReading;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Samples memory and processor, and publishes what changes. See {@link SystemMessages}. */
public final class SystemVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(SystemVerticle.class);

    private final Bus bus;
    private final Clock clock;
    private final Machine machine;
    private final PressureGauge gauge;
    private final ProcessorGauge processors;
    private final RecentSamples recent = new RecentSamples();
    private final int sampleSeconds;
    private Config config;
    private BlockingWork work;
    private long sampling;
    private CpuReading cpu;
    /** The engine's processes; null if the engine must be asked. */
    private List<LoadedProcess> engines;

    public SystemVerticle(Bus bus, Config config, Clock clock, Machine machine) {
        this.bus = bus;
        this.config = config;
        this.clock = clock;
        this.machine = machine;
        this.sampleSeconds = config.system().sampleSeconds();
        this.gauge = new PressureGauge(config.system().warningPercent(), config.system().criticalPercent());
        this.processors = new ProcessorGauge(Runtime.getRuntime().availableProcessors());
    }

    @Override
    public Future<?> start() {
        work = new BlockingWork(vertx);
        bus.handle(SystemMessages.READ, request -> read(false));
        bus.handle(SystemMessages.HISTORY, request -> Future.succeededFuture(recent.history()));
        bus.subscribe(EngineMessages.EVENT, event -> {
            if (event.node().equals(bus.node())) {
                engines = null;
            }
        });
        bus.subscribe(SettingsMessages.CHANGED, changed -> {
            config = config.with(changed.settings());
            gauge.thresholds(config.system().warningPercent(), config.system().criticalPercent());
            sample();
        });
        sampling = vertx.setPeriodic(sampleSeconds * 1000L, timer -> sample());
        return read(true);
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(sampling);
        return work.settled();
    }

    private void sample() {
        read(true).onFailure(error -> LOG.warn("Memory and processor cannot be read: {}", error.toString()));
    }

    /** @param step whether this is a periodic sample; processor percentages are measured between two of these */
    private Future<SystemReading> read(boolean step) {
        return engines().compose(models -> work.run(() -> Observation.at(machine, models)))
                .map(seen -> reading(seen, step));
    }

    private Future<List<LoadedProcess>> engines() {
        if (engines != null) {
            return Future.succeededFuture(engines);
        }
        // An engine that is starting or stopping has no processes worth counting.
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).map(EngineMessages.EngineStatus::models)
                .onSuccess(models -> engines = models).otherwise(List.of());
    }

    /** Counters of the machine and of our processes, taken together. */
    private record Observation(Machine.MemoryCounters memory, Machine.Processor processor, Machine.Process service, Map<Long, Machine.Process> engines) {

        static Observation at(Machine machine, List<LoadedProcess> models) {
            long own = ProcessHandle.current().pid();
            Map<Long, Machine.Process> engines = new HashMap<>();
            models.stream().map(LoadedProcess::pid).filter(pid -> pid != own)
                    .forEach(pid -> machine.process(pid).ifPresent(process -> engines.put(pid, process)));
            return new Observation(machine.memory(), machine.processor(), machine.self(), engines);
        }
    }

    private SystemReading reading(Observation seen, boolean step) {
        if (step || cpu == null) {
            Map<Long, Long> times = new HashMap<>();
            seen.engines().forEach((pid, process) -> times.put(pid, process.processor()));
            cpu = processors.sample(seen.processor(), times, clock.instant());
        }
        Level was = gauge.level();
        Level level = gauge.level(Readings.percent(seen.memory()));
        SystemReading reading = new SystemReading(clock.instant(), bus.node(),
                Readings.memory(seen.memory(), level, config.system().warningPercent(), config.system().criticalPercent()),
                Readings.tree(seen.service(), new ArrayList<>(seen.engines().values()), seen.memory().total()), cpu);
        if (step || level != was) {
            recent.add(reading);
            bus.publish(SystemMessages.MEMORY, reading);
        }
        if (level != was) {
            Pressure pressure = Readings.pressure(reading, was, config.models().onCritical());
            LOG.atLevel(level == Level.CRITICAL ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.INFO)
                    .log("Memory: {} ({} % of {} GB in use). {}", level, pressure.percent(), pressure.totalGb(), pressure.advice());
            bus.publish(SystemMessages.PRESSURE, pressure);
        }
        return reading;
    }
}
