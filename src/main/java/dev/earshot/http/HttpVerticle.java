package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.http.access.Admission;
import dev.earshot.http.access.ApiKeys;
import dev.earshot.http.access.Connections;
import dev.earshot.http.access.Cors;
import dev.earshot.http.access.Limits;
import dev.earshot.http.access.MalformedRequests;
import dev.earshot.http.access.OriginPolicy;
import dev.earshot.http.access.SecurityHeaders;
import dev.earshot.http.access.Tickets;
import dev.earshot.http.bridge.Bridge;
import dev.earshot.http.page.AssetRoutes;
import dev.earshot.http.stream.JobClient;
import dev.earshot.http.stream.JobFeed;
import dev.earshot.http.upload.UploadFolder;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;

import java.time.Clock;
import java.util.List;

/** Serves REST and the OpenAI-compatible routes, on one event loop. Everything it knows it asks over the bus. */
public final class HttpVerticle extends VerticleBase {

    private final Bus bus;
    private final Config config;
    private final String version;
    private final Limits limits;
    private final Clock clock;
    private final ApiKeys keys;
    private OpenRequests open;
    private Router router;
    private HttpServer server;

    /**
     * @param version that {@code GET /api/version} returns
     * @throws Fault  as {@link #check} does
     */
    public HttpVerticle(Bus bus, Config config, String version, Clock clock) {
        this(bus, config, version, Limits.STANDARD, clock);
    }

    HttpVerticle(Bus bus, Config config, String version, Limits limits, Clock clock) {
        this.bus = bus;
        this.config = config;
        this.version = version;
        this.limits = limits;
        this.clock = clock;
        this.keys = ApiKeys.of(config);
    }

    /** Fails with {@code bad-request} where other machines could reach the service, and nothing says who may use it. */
    public static void check(Config config) {
        ApiKeys.of(config);
    }

    /** The port it listens on, once deployed. */
    public int port() {
        return server.actualPort();
    }

    /** All routes, for the test that holds them and the contract together. */
    List<Route> routes() {
        return router.getRoutes();
    }

    @Override
    public Future<?> start() {
        UploadFolder uploads = new UploadFolder(vertx, config.uploads(), config.http().maxUploadMb(), limits);
        JobClient jobs = new JobClient(bus, uploads);
        JobFeed feed = new JobFeed(bus);
        Cors cors = new Cors(config.http().corsOrigins());
        Connections connections = new Connections(vertx, limits);
        Tickets tickets = new Tickets(clock);
        open = new OpenRequests(vertx);
        context.exceptionHandler(open::onUncaught);
        router = Routes.build(vertx, new OriginPolicy(config.host(), cors), cors, new Admission(keys, tickets), ctx -> {
            connections.onRequest(ctx);
            open.add(ctx);
        }, connections::onAdmitted, List.of(
                new TranscriptionRoutes(uploads, jobs, feed)::mount,
                new JobRoutes(bus, uploads, jobs, feed)::mount,
                new ModelRoutes(bus, jobs)::mount,
                new SystemRoutes(bus)::mount,
                new UpdateRoutes(bus)::mount,
                new DownloadRoutes(bus, jobs, feed)::mount,
                new Bridge(vertx, bus, tickets, limits, connection -> {
                    connections.release(connection);
                    open.forget(connection);
                })::mount,
                new AssetRoutes(version)::mount,
                new ServiceRoutes(bus, version, config.http().metrics())::mount));
        server = vertx.createHttpServer(options()).connectionHandler(connections::opened).requestHandler(request -> Connections.whenTaken(request, () -> {
            // Also on what Vert.x answers before any route is asked.
            SecurityHeaders.put(request.response(), request.path());
            router.handle(request);
        }))
                .invalidRequestHandler(MalformedRequests::answer);
        return uploads.open().compose(opened -> server.listen().recover(error -> Future.failedFuture(new Fault(Fault.Code.UNAVAILABLE,
                "Earshot cannot listen on " + config.host() + ", port " + config.port() + " (" + error.getMessage()
                        + "). Choose another with --port, or stop what listens there.", error))));
    }

    /** Answers who still waits, without cancelling their jobs: those are durable, and go on after the next start. */
    @Override
    public Future<?> stop() {
        Fault stopping = new Fault(Fault.Code.UNAVAILABLE,
                "The service is stopping; a job that was accepted goes on after its next start, see GET /api/jobs.");
        open.failAll(stopping);
        return server.close();
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                // A wait may take hours, so there is no idle timeout but that of Connections; TCP itself notices a machine that is gone.
                .setTcpKeepAlive(true)
                .setMaxInitialLineLength(Limits.REQUEST_LINE)
                .setMaxHeaderSize(Limits.HEADERS)
                .setMaxChunkSize(Limits.PIECE)
                .setMaxFormAttributeSize(Limits.FORM_FIELD)
                .setMaxFormFields(Limits.FORM_FIELDS)
                // An upload that is refused for its announced size must not be asked for first.
                .setHandle100ContinueAutomatically(false)
                .setHttp2ClearTextEnabled(false)
                .setMaxWebSocketFrameSize(Limits.SOCKET_MESSAGE)
                .setMaxWebSocketMessageSize(Limits.SOCKET_MESSAGE)
                // A compressor takes a quarter of a MB a client.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }
}
