package dev.earshot.whole;

import dev.earshot.boot.Service;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;

import java.nio.file.Path;
import java.util.Map;

/** Configurations for tests: everything real, the bundled model the default, a port of the system's choice. */
public final class ServiceFixture {

    private ServiceFixture() {
    }

    /** One thread for a window: other tests run at the same time, and threads that wait for each other cost a sixth more processor time. */
    public static Config config(Path data) {
        return Config.defaults().with(Map.of("data", data, "host", "127.0.0.1", "port", 0, "models.default", "micro.en", "engine.threads", 1));
    }

    public static Service serve(Path data) {
        return Service.serve(LayeredConfig.of(config(data)));
    }
}
