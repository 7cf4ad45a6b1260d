package dev.earshot.downloads;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.downloads.DownloadMessages.Discard;
import dev.earshot.downloads.DownloadMessages.Fetch;
import dev.earshot.downloads.DownloadMessages.Fetched;
import dev.earshot.downloads.DownloadMessages.Stop;
import dev.earshot.network.Proxies;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Downloads files; requests for the same file share one transfer. Disk access and digests run on worker threads. See {@link DownloadMessages}. */
public final class DownloadVerticle extends VerticleBase {

    private static final int THREADS = 4;

    private final Bus bus;
    private final Config.Downloads config;
    private final Clock clock;
    private final Random random;
    private final TransferLimits limits;
    private final HuggingFace hub;
    private final Proxies proxies;
    /** By the file's path. */
    private final Map<String, Transfer> transfers = new HashMap<>();
    private WorkerExecutor workers;
    private Network network;

    /** @param env the environment: HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY */
    public DownloadVerticle(Bus bus, Config config, Map<String, String> env, Clock clock) {
        this(bus, config, env, clock, new Random(), TransferLimits.of(config.downloads()));
    }

    DownloadVerticle(Bus bus, Config config, Map<String, String> env, Clock clock, Random random, TransferLimits tuning) {
        this.bus = bus;
        this.config = config.downloads();
        this.clock = clock;
        this.random = random;
        this.limits = tuning;
        this.hub = HuggingFace.of(this.config, env);
        this.proxies = Proxies.of(this.config.proxy(), env);
    }

    @Override
    public Future<?> start() {
        // Verifying a large part file takes as long as reading it, which must not be logged as a blocked thread.
        workers = vertx.createSharedWorkerExecutor("earshot-downloads", THREADS, 1, TimeUnit.HOURS);
        network = new Network(vertx, Network.client(vertx), hub, proxies, new SpeedLimit(config.speedLimitMb()), clock, limits);
        bus.handle(DownloadMessages.FETCH, request -> fetch(validate(request)));
        bus.handle(DownloadMessages.STOP, this::stop);
        bus.handle(DownloadMessages.DISCARD, this::discard);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Fault stopping = new Fault(Fault.Code.UNAVAILABLE, "The service is stopping; the bytes received so far are kept.");
        List<Transfer> running = List.copyOf(transfers.values());
        running.forEach(transfer -> transfer.end(stopping));
        return Future.join(running.stream().map(Transfer::whenClosed).toList())
                .eventually(network.client()::close).eventually(workers::close);
    }

    private Future<Fetched> fetch(Fetch request) {
        Transfer running = transfers.get(request.file());
        if (running == null) {
            return startTransfer(request).join(request.id());
        }
        if (running.isEnding()) {
            return running.whenClosed().compose(closed -> fetch(request));
        }
        if (!running.isSameFile(request)) {
            throw Fault.badRequest("Another file is being downloaded to " + request.file() + ".");
        }
        return running.join(request.id());
    }

    private Transfer startTransfer(Fetch request) {
        URI address = hub.resolve(request.url());
        RetryPolicy retry = new RetryPolicy(config.attempts(), limits.backoff(), limits.maxBackoff(), limits.maxRetryAfter(), random);
        Transfer transfer = new Transfer(network, workers, bus, request, address, retry);
        transfers.put(request.file(), transfer);
        transfer.whenClosed().onComplete(closed -> transfers.remove(request.file()));
        return transfer;
    }

    private Future<Empty> stop(Stop request) {
        List<Transfer> affected = transfers.values().stream().filter(transfer -> transfer.hasRequest(request.id())).toList();
        affected.forEach(transfer -> transfer.end(new Fault(Fault.Code.CANCELLED, "The download was stopped; the bytes received so far are kept.")));
        return Future.join(affected.stream().map(Transfer::whenClosed).toList()).map(Empty.INSTANCE);
    }

    private Future<Empty> discard(Discard request) {
        Path file = absolutePath(request.file());
        if (transfers.containsKey(file.toString())) {
            throw Fault.badRequest(file + " is being downloaded; stop that first.");
        }
        return workers.executeBlocking(() -> {
            PartFile.discard(file);
            return Empty.INSTANCE;
        }, false);
    }

    private static Fetch validate(Fetch request) {
        if (request.id() == null || request.id().isBlank() || request.url() == null) {
            throw Fault.badRequest("A download needs an id and an address (url).");
        }
        if (request.bytes() < 1) {
            throw Fault.badRequest("A download needs its size in bytes, 1 or more.");
        }
        if (request.sha256() == null || !request.sha256().matches("[0-9a-fA-F]{64}")) {
            throw Fault.badRequest("A download needs its SHA-256, 64 hexadecimal digits.");
        }
        return new Fetch(request.id(), request.url().strip(), absolutePath(request.file()).toString(), request.bytes(),
                request.sha256().toLowerCase(Locale.ROOT));
    }

    private static Path absolutePath(String text) {
        Path file = text == null ? null : Path.of(text).normalize();
        if (file == null || !file.isAbsolute() || file.getFileName() == null) {
            throw Fault.badRequest("A download needs the absolute path of its file.");
        }
        return file;
    }
}
