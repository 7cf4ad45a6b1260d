package dev.earshot.boot;

import dev.earshot.audio.AudioVerticle;
import dev.earshot.bus.Bus;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.downloads.DownloadVerticle;
import dev.earshot.engine.EngineVerticle;
import dev.earshot.http.HttpVerticle;
import dev.earshot.jobs.JobVerticle;
import dev.earshot.machine.Machine;
import dev.earshot.metrics.MetricsVerticle;
import dev.earshot.metrics.VertxMeters;
import dev.earshot.models.ModelVerticle;
import dev.earshot.settings.SettingsVerticle;
import dev.earshot.system.SystemVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * THE list of verticles. A floor is deployed at once, the next when it stands; they are taken down in the opposite order,
 * each awaited, so that nobody's work is taken away from under him.
 */
final class Deployer {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

    private record Module(Deployable verticle, DeploymentOptions options) {
        Module(Deployable verticle) {
            this(verticle, new DeploymentOptions());
        }
    }

    private final Vertx vertx;
    private final List<List<Module>> floors;
    private final HttpVerticle http;
    private final Deque<List<String>> deployed = new ArrayDeque<>();

    /**
     * @param notice what is to be known of the settings, or null
     * @param serve  with the HTTP door and a durable queue; otherwise for one run of the terminal
     * @param meters what the Vertx was made with, if anything is to be counted
     */
    Deployer(Vertx vertx, Bus bus, LayeredConfig settings, String notice, Clock clock, boolean serve, Optional<VertxMeters> meters) {
        Config config = settings.config();
        this.vertx = vertx;
        this.http = serve ? new HttpVerticle(bus, config, Version.current()) : null;
        // On a floor of its own: it counts what the others tell from their first words.
        List<Module> cellar = meters.stream().map(all -> new Module(new MetricsVerticle(bus, all))).toList();
        List<Module> ground = List.of(
                new Module(new SettingsVerticle(bus, settings, notice)),
                new Module(new EngineVerticle(bus, config, clock), EngineVerticle.deployment()),
                new Module(new AudioVerticle(bus, config)),
                new Module(new DownloadVerticle(bus, config, System.getenv(), clock)));
        List<Module> watch = List.of(new Module(new SystemVerticle(bus, config, clock, Machine.here())));
        List<Module> models = List.of(new Module(new ModelVerticle(bus, config, clock, serve)));
        List<Module> work = List.of(new Module(new JobVerticle(bus, config, clock, serve), JobVerticle.deployment()));
        List<Module> doors = serve ? List.of(new Module(http)) : List.of();
        this.floors = List.of(cellar, ground, watch, models, work, doors);
    }

    Future<Void> start() {
        Future<Void> standing = Future.succeededFuture();
        for (List<Module> floor : floors) {
            standing = standing.compose(below -> deploy(floor));
        }
        return standing;
    }

    /** Takes the floors down from the top; one that fails to stop does not keep the others standing. */
    Future<Void> stop() {
        List<String> floor = deployed.poll();
        if (floor == null) {
            return Future.succeededFuture();
        }
        return Future.join(floor.stream().map(vertx::undeploy).toList())
                .onFailure(error -> LOG.warn("A part of the service did not stop cleanly", error))
                .transform(result -> stop());
    }

    /** The port of the HTTP door, once started. */
    int port() {
        return http.port();
    }

    private Future<Void> deploy(List<Module> floor) {
        List<Future<String>> ids = floor.stream().map(module -> vertx.deployVerticle(module.verticle(), module.options())).toList();
        return Future.join(ids).onComplete(done -> deployed.push(
                ids.stream().filter(Future::succeeded).map(Future::result).toList())).mapEmpty();
    }
}
