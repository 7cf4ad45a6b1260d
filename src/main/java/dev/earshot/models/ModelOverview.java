package dev.earshot.models;

import dev.earshot.bus.BlockingWork;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.engine.EngineMessages;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.ModelList;
import dev.earshot.models.ModelMessages.ResidentList;
import dev.earshot.system.SystemMessages;
import dev.earshot.system.SystemMessages.SystemReading;
import io.vertx.core.Future;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Lists models: known ones, resident ones, and recommendations for this machine. For one event loop. */
final class ModelOverview {

    /** Measurements are saved after this much audio. */
    private static final double SAVE_EVERY_SECONDS = 60;

    private final BlockingWork work;
    private final Bus bus;
    private final ModelFolder folder;
    private final Residency residency;
    private final ModelSpeedFile file;
    private final boolean keep;
    private final ShortSpeechTrust trust;
    /** Read when it is first needed. */
    private Future<ModelSpeed> speed;
    private double unsavedSeconds;

    /** @param keep whether measurements are saved for the next start */
    ModelOverview(BlockingWork work, Bus bus, ModelFolder folder, Residency residency, ShortSpeechTrust trust, Path data, boolean keep) {
        this.trust = trust;
        this.work = work;
        this.bus = bus;
        this.folder = folder;
        this.residency = residency;
        this.file = new ModelSpeedFile(data);
        this.keep = keep;
    }

    void onWindowMeasured(EngineMessages.WindowMeasured window) {
        speed().onSuccess(known -> {
            if (known.window(window.model(), window.seconds(), window.milliseconds())) {
                unsavedSeconds += window.seconds();
                if (unsavedSeconds >= SAVE_EVERY_SECONDS) {
                    write();
                }
            }
        });
    }

    /** Saves unsaved measurements. */
    Future<?> write() {
        if (!keep || unsavedSeconds == 0) {
            return Future.succeededFuture();
        }
        unsavedSeconds = 0;
        return speed().compose(known -> work.runInOrder(() -> file.write(known.measured())));
    }

    /** @param standard name of the default model */
    Future<ModelList> models(String standard) {
        // Without the system module, in tests and during the start, the machine's memory is unknown.
        Future<SystemReading> machine = bus.request(SystemMessages.READ, Empty.INSTANCE).otherwise((SystemReading) null);
        return machine.compose(reading -> speed().compose(known -> trust.records().compose(shortSpeech -> work.run(folder::all).map(all -> {
            Double memory = reading == null ? null : reading.system().totalGb() * 1e9;
            int cores = reading == null ? Runtime.getRuntime().availableProcessors() : reading.cpu().cores();
            List<Model> models = all.stream().map(model -> ModelViews.model(model, residency, standard, memory, shortSpeech)).toList();
            return new ModelList(folder.path().toString(), models, Recommendation.of(models, cores, known::hourMinutes));
        }))));
    }

    Future<ResidentList> residents() {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).map(status -> ModelViews.residents(residency, status));
    }

    /** Resident memory of a model's process in bytes; empty where unknown. */
    Future<Optional<Long>> memoryOf(String model) {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).map(status -> status.models().stream().filter(holding -> holding.model().equals(model))
                .map(EngineMessages.LoadedProcess::bytes).filter(Objects::nonNull).findFirst()).otherwise(Optional.empty());
    }

    private Future<ModelSpeed> speed() {
        if (speed == null) {
            speed = work.runInOrder(file::read).map(ModelSpeed::new);
        }
        return speed;
    }
}
