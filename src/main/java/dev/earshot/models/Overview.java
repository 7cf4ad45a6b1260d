package dev.earshot.models;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.engine.EngineMessages;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.Models;
import dev.earshot.models.ModelMessages.Residents;
import dev.earshot.system.SystemMessages;
import dev.earshot.system.SystemMessages.Reading;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is told of all models: what there is, what is in memory, what suits this machine. For one event loop. */
final class Overview {

    /** Seconds of audio after which what was measured is written down. */
    private static final double WRITE_EVERY = 60;

    private final Vertx vertx;
    private final Bus bus;
    private final ModelFolder folder;
    private final Residency residency;
    private final SpeedFile file;
    private final boolean keep;
    /** Read when it is first needed. */
    private Future<Speed> speed;
    private double unwritten;

    /** @param keep whether what is measured is kept for the next start */
    Overview(Vertx vertx, Bus bus, ModelFolder folder, Residency residency, Path data, boolean keep) {
        this.vertx = vertx;
        this.bus = bus;
        this.folder = folder;
        this.residency = residency;
        this.file = new SpeedFile(data);
        this.keep = keep;
    }

    void heard(EngineMessages.Measured window) {
        speed().onSuccess(known -> {
            if (known.window(window.model(), window.seconds(), window.milliseconds())) {
                unwritten += window.seconds();
                if (unwritten >= WRITE_EVERY) {
                    write();
                }
            }
        });
    }

    /** Writes what is not written yet. */
    Future<?> write() {
        if (!keep || unwritten == 0) {
            return Future.succeededFuture();
        }
        unwritten = 0;
        return speed().compose(known -> vertx.executeBlocking(() -> file.write(known.measured())));
    }

    /** @param standard name of the default model */
    Future<Models> models(String standard) {
        // Without the system room, in tests and while it starts, nobody knows what fits.
        Future<Reading> machine = bus.request(SystemMessages.READ, Empty.INSTANCE).otherwise((Reading) null);
        return machine.compose(reading -> speed().compose(known -> vertx.executeBlocking(folder::all, false).map(all -> {
            Double memory = reading == null ? null : reading.system().totalGb() * 1e9;
            int cores = reading == null ? Runtime.getRuntime().availableProcessors() : reading.cpu().cores();
            List<Model> models = all.stream().map(model -> Listing.model(model, residency, standard, memory)).toList();
            return new Models(folder.path().toString(), models, Recommendation.of(models, cores, known::hourMinutes));
        })));
    }

    Future<Residents> residents() {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).map(status -> Listing.residents(residency, status));
    }

    /** Bytes that a model's process holds; empty where that cannot be told. */
    Future<Optional<Long>> held(String model) {
        return bus.request(EngineMessages.STATUS, Empty.INSTANCE).map(status -> status.models().stream().filter(holding -> holding.model().equals(model))
                .map(EngineMessages.Holding::bytes).filter(Objects::nonNull).findFirst()).otherwise(Optional.empty());
    }

    private Future<Speed> speed() {
        if (speed == null) {
            speed = vertx.executeBlocking(file::read).map(Speed::new);
        }
        return speed;
    }
}
