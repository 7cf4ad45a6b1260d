package dev.earshot.boot;

import dev.earshot.audio.AudioVerticle;
import dev.earshot.boot.LayeredDeployment.Module;
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
import dev.earshot.telemetry.TelemetryVerticle;
import dev.earshot.updates.UpdateVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The list of all verticles, in layers: each depends only on those of earlier layers. */
final class Deployer {

    private final LayeredDeployment deployment;
    private final HttpVerticle http;

    /**
     * @param notice what the user should know about the settings, or null
     * @param serve  with the HTTP server and a durable queue; otherwise for one run of the terminal
     * @param meters those that the Vertx was created with, if metrics are enabled
     * @param restart stops the service and starts it again; returns at once
     */
    Deployer(Vertx vertx, Bus bus, LayeredConfig settings, String notice, Clock clock, boolean serve, Optional<VertxMeters> meters,
             Runnable restart) {
        Config config = settings.config();
        this.http = serve ? new HttpVerticle(bus, config, Version.current(), clock) : null;
        // First, so that it counts what the others publish from their start.
        List<Module> metrics = meters.stream().map(all -> new Module(new MetricsVerticle(bus, all))).toList();
        List<Module> tools = List.of(
                new Module(new SettingsVerticle(bus, settings, notice)),
                new Module(new EngineVerticle(bus, config, clock), EngineVerticle.deployment()),
                new Module(new AudioVerticle(bus, config)),
                new Module(new DownloadVerticle(bus, config, System.getenv(), clock)));
        List<Module> monitor = List.of(new Module(new SystemVerticle(bus, config, clock, Machine.here())));
        List<Module> models = List.of(new Module(new ModelVerticle(bus, config, clock, serve)));
        List<Module> jobs = List.of(new Module(new JobVerticle(bus, config, clock, serve), JobVerticle.deployment()));
        List<Module> updates = serve ? List.of(
                new Module(new UpdateVerticle(bus, config, System.getenv(), Version.current(), clock, restart))) : List.of();
        List<Module> telemetry = List.of(new Module(new TelemetryVerticle(bus, settings, System.getenv(), Version.current(), clock, serve)));
        List<Module> server = serve ? List.of(new Module(http)) : List.of();
        this.deployment = new LayeredDeployment(vertx, List.of(metrics, tools, monitor, models, jobs, updates, telemetry, server));
    }

    Future<Void> start() {
        return deployment.start();
    }

    Future<Void> stop() {
        return deployment.stop();
    }

    /** The port that the HTTP server listens on, once started. */
    int port() {
        return http.port();
    }
}
