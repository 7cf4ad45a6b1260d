package dev.earshot.whole;

import dev.earshot.boot.Service;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;

import java.nio.file.Path;

/** Configurations for tests: everything real, the bundled model the default, a port of the system's choice. */
public final class ServiceFixture {

    private ServiceFixture() {
    }

    public static Config config(Path data) {
        Config.Models models = Config.defaults().models();
        return Config.defaults().withData(data).withListen("127.0.0.1", 0).withModels(new Config.Models("micro.en",
                models.strategy(), models.keepAlive(), models.preload(), models.maxResident(), models.memoryBudgetMb(), models.reserveMb(),
                models.cpuPolicy(), models.onCritical(), models.keepAliveMax()));
    }

    public static Service serve(Path data) {
        return Service.serve(LayeredConfig.of(config(data)));
    }
}
