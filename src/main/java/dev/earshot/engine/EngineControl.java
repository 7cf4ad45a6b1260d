package dev.earshot.engine;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages.EngineStatus;
import dev.earshot.engine.EngineMessages.LoadedProcess;
import dev.earshot.machine.Machine;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

import java.util.List;
import java.util.Locale;

/** The engine module's second hand, on an event loop: answers while the engine's only thread is inside native code. */
final class EngineControl extends VerticleBase {

    private final Bus bus;
    private final Config.Engine config;
    private final CurrentWork desk;
    private final List<String> warnings;
    private final Machine machine = Machine.here();

    EngineControl(Bus bus, Config.Engine config, CurrentWork desk, List<String> warnings) {
        this.bus = bus;
        this.config = config;
        this.desk = desk;
        this.warnings = warnings;
    }

    @Override
    public Future<?> start() {
        bus.handle(EngineMessages.CANCEL, request -> {
            desk.cancel(request.ticket());
            return Future.succeededFuture(Empty.INSTANCE);
        });
        bus.handle(EngineMessages.STATUS, request -> Future.succeededFuture(status()));
        return Future.succeededFuture();
    }

    /** Whatever still runs is ended: the engine's own stop waits behind it. */
    @Override
    public Future<?> stop() {
        desk.close();
        return Future.succeededFuture();
    }

    private EngineStatus status() {
        boolean own = config.isolation() == Config.Isolation.NONE;
        List<LoadedProcess> models = desk.holdings().entrySet().stream().map(entry -> new LoadedProcess(entry.getKey(), entry.getValue().pid(),
                own ? null : machine.process(entry.getValue().pid()).map(Machine.Process::resident).orElse(null),
                desk.busy(entry.getValue()), machine.stopped(entry.getValue().pid()))).toList();
        return new EngineStatus(config.isolation().name().toLowerCase(Locale.ROOT), EngineVerticle.threads(config), warnings, models);
    }
}
