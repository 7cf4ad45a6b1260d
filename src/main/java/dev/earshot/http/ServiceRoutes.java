package dev.earshot.http;

import dev.earshot.bus.Address;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.engine.EngineMessages;
import dev.earshot.http.answer.Responses;
import dev.earshot.jobs.JobMessages;
import dev.earshot.metrics.MetricsMessages;
import dev.earshot.models.ModelMessages;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The service itself: is it alive, is it ready, which version, and the contracts of all routes and of the event bus. */
final class ServiceRoutes {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(2);
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Bus bus;
    private final String version;
    private final boolean metrics;

    /** @param metrics whether there is a metrics module */
    ServiceRoutes(Bus bus, String version, boolean metrics) {
        this.bus = bus;
        this.version = version;
        this.metrics = metrics;
    }

    void mount(Router router) {
        router.get("/health").handler(ctx -> Responses.json(ctx, 200, Map.of("status", "ok")));
        router.get("/ready").handler(this::ready);
        router.get("/api/version").handler(ctx -> Responses.json(ctx, 200,
                Map.of("version", version, "app_name", "Earshot", "java", Runtime.version().toString())));
        router.get("/openapi.yaml").handler(ctx -> contract(ctx, "/web/openapi.yaml"));
        router.get("/asyncapi.yaml").handler(ctx -> contract(ctx, "/web/asyncapi.yaml"));
        if (metrics) {
            router.get("/metrics").handler(ctx -> Responses.finish(ctx, bus.request(MetricsMessages.SCRAPE, Empty.INSTANCE),
                    scrape -> Responses.send(ctx, 200, PROMETHEUS, scrape.text())));
        }
    }

    private void ready(RoutingContext ctx) {
        Map<String, Future<?>> modules = new LinkedHashMap<>();
        Future<JobMessages.QueueReadiness> jobs = ask(JobMessages.READY, Empty.INSTANCE);
        modules.put("jobs", jobs);
        modules.put("models", ask(ModelMessages.PS, Empty.INSTANCE));
        modules.put("engine", ask(EngineMessages.STATUS, Empty.INSTANCE));
        Responses.finish(ctx, Future.join(modules.values().stream().toList())
                .recover(any -> Future.failedFuture(new Fault(Fault.Code.UNAVAILABLE, "Not ready; still missing: "
                        + modules.entrySet().stream().filter(module -> module.getValue().failed()).map(Map.Entry::getKey)
                        .collect(Collectors.joining(", ")) + "." + why(jobs)))), all -> Responses.json(ctx, 200, jobs.result().notice() == null
                        ? Map.of("status", "ready") : Map.of("status", "ready", "notice", jobs.result().notice())));
    }

    /** The jobs know why they are not ready; of modules that do not answer nothing is known. */
    private static String why(Future<?> jobs) {
        return jobs.failed() && Fault.of(jobs.cause()).code() == Fault.Code.UNAVAILABLE ? " " + jobs.cause().getMessage() : "";
    }

    private <Q, R> Future<R> ask(Address<Q, R> address, Q request) {
        return bus.request(address, request, READY_TIMEOUT);
    }

    private static void contract(RoutingContext ctx, String file) {
        Responses.finish(ctx, ctx.vertx().executeBlocking(() -> read(file)), text -> Responses.send(ctx, 200, "application/yaml", text));
    }

    private static String read(String file) throws IOException {
        try (InputStream in = ServiceRoutes.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
