package dev.earshot.engine;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages.EngineLibrary;
import dev.earshot.engine.EngineMessages.EngineStatus;
import dev.earshot.engine.EngineMessages.LoadedProcess;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.machine.Machine;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** Handles requests for windows on an event loop: queues them, and answers while the engine's only thread is inside native code. */
final class EngineControl extends VerticleBase {

    private final Bus bus;
    private final Config.Engine config;
    private final LoadedEngines engines;
    private final WindowQueue.Capacity limits;
    private final EngineThread engine;
    private final Set<String> warnings;
    private final Machine machine = Machine.here();
    private EngineDispatcher dispatcher;

    /** @param warnings grow; synchronised */
    EngineControl(Bus bus, Config.Engine config, LoadedEngines engines, Set<String> warnings, WindowQueue.Capacity limits, EngineThread engine) {
        this.bus = bus;
        this.config = config;
        this.engines = engines;
        this.warnings = warnings;
        this.limits = limits;
        this.engine = engine;
    }

    @Override
    public Future<?> start() {
        Executor here = task -> context.runOnContext(now -> task.run());
        IdleWork idle = new IdleWork(engine.compare(), work -> {
            long timer = vertx.setTimer(engine.idleTime().toMillis(), fired -> work.run());
            return () -> vertx.cancelTimer(timer);
        }, here);
        dispatcher = new EngineDispatcher(limits, engine.transcribe(), idle, here);
        bus.handle(EngineMessages.LOAD, request -> {
            idle.onBusy();
            return engine.load().apply(request);
        });
        bus.handle(EngineMessages.UNLOAD, request -> {
            idle.onBusy();
            return engine.unload().apply(request);
        });
        bus.handle(EngineMessages.SHORT_SPEECH, request -> engine.shortSpeech().apply(request));
        bus.handle(EngineMessages.TRANSCRIBE, dispatcher::transcribe);
        bus.handle(EngineMessages.CANCEL, request -> {
            dispatcher.cancel(request);
            return Future.succeededFuture(Empty.INSTANCE);
        });
        bus.handle(EngineMessages.STATUS, request -> Future.succeededFuture(status()));
        return Future.succeededFuture();
    }

    /** Cancels the running window, as the engine's own stop waits for it. */
    @Override
    public Future<?> stop() {
        dispatcher.close();
        return Future.succeededFuture();
    }

    private List<String> warnings() {
        synchronized (warnings) {
            return List.copyOf(warnings);
        }
    }

    static EngineLibrary library(EngineInfo info) {
        return new EngineLibrary(info.library(), info.version(), info.file() == null ? null : info.file().toString(), info.backend(), info.device(),
                info.lacks());
    }

    private EngineStatus status() {
        boolean own = config.isolation() == Config.Isolation.NONE;
        List<LoadedProcess> models = engines.byModel().entrySet().stream().map(entry -> new LoadedProcess(entry.getKey(), entry.getValue().pid(),
                own ? null : machine.process(entry.getValue().pid()).map(Machine.Process::resident).orElse(null),
                dispatcher.isBusy(entry.getValue()), machine.stopped(entry.getValue().pid()), library(entry.getValue().info()))).toList();
        return new EngineStatus(config.isolation(), EngineVerticle.threads(config), warnings(), models);
    }
}
