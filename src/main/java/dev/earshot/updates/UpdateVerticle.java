package dev.earshot.updates;

import dev.earshot.bus.BlockingWork;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.updates.UpdateMessages.DismissUpdate;
import dev.earshot.updates.UpdateMessages.UpdateCheck;
import dev.earshot.updates.UpdateMessages.UpdateStatus;
import dev.earshot.updates.install.Installation;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Looks for newer versions after the start and daily. What that takes is loaded only then. See {@link UpdateMessages}. */
public final class UpdateVerticle extends VerticleBase {

    private final Bus bus;
    private final Config config;
    private final Map<String, String> env;
    private final String version;
    private final Clock clock;
    private final UpdateTiming timing;
    private final Supplier<Installation> installation;
    private final List<String> publicKeys;
    private final Runnable restart;
    private BlockingWork work;
    private UpdateChecks checks;
    private SelfUpdate updates;

    /**
     * @param env     the environment: HF_HUB_OFFLINE, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY
     * @param version that is running
     * @param restart stops the service in order and starts it again, as the version that is current by then; returns at once
     */
    public UpdateVerticle(Bus bus, Config config, Map<String, String> env, String version, Clock clock, Runnable restart) {
        this(bus, config, env, version, clock, UpdateTiming.STANDARD, Installation::here, List.of(), restart);
    }

    UpdateVerticle(Bus bus, Config config, Map<String, String> env, String version, Clock clock, UpdateTiming timing, Supplier<Installation> installation,
                   List<String> publicKeys, Runnable restart) {
        this.bus = bus;
        this.config = config;
        this.env = env;
        this.version = version;
        this.clock = clock;
        this.timing = timing;
        this.installation = installation;
        this.publicKeys = publicKeys;
        this.restart = restart;
    }

    @Override
    public Future<?> start() {
        work = new BlockingWork(vertx);
        bus.handle(UpdateMessages.CHECK, request -> checks().check().onSuccess(this::tell));
        bus.handle(UpdateMessages.STATUS, request -> updates().status());
        bus.handle(UpdateMessages.DOWNLOAD, request -> updates().download());
        bus.handle(UpdateMessages.APPLY, request -> updates().apply());
        bus.handle(UpdateMessages.ROLLBACK, request -> updates().rollback());
        bus.handle(UpdateMessages.DISMISS, this::dismiss);
        if (config.updates().check() && !config.updates().feed().isBlank()) {
            later(timing.delay());
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return work.settled();
    }

    private UpdateChecks checks() {
        if (checks == null) {
            checks = new UpdateChecks(vertx, work, config, env, version, clock, timing);
        }
        return checks;
    }

    private SelfUpdate updates() {
        if (updates == null) {
            updates = new SelfUpdate(vertx, work, bus, checks(), installation.get(), publicKeys, version, restart);
        }
        return updates;
    }

    private void later(Duration delay) {
        vertx.setTimer(Math.max(1, delay.toMillis()), id -> {
            if (checks().mayAsk()) {
                checks().untilDue().compose(left -> left.isZero() ? checks().check().map(this::tell).map(timing.interval()) : Future.succeededFuture(left))
                        .onSuccess(this::later);
            }
        });
    }

    private UpdateCheck tell(UpdateCheck check) {
        checks().known().onSuccess(known -> {
            if (check.updateAvailable() && !check.latestVersion().equals(known.dismissed())) {
                bus.publish(UpdateMessages.AVAILABLE, check);
            }
        });
        return check;
    }

    private Future<UpdateStatus> dismiss(DismissUpdate request) {
        return checks().change(known -> {
            String offered = known.release() == null ? null : known.release().version();
            String named = request.version() == null ? offered : Versions.of(request.version());
            if (version.equals(named)) {
                return known.withoutNews();
            }
            if (named == null || !named.equals(offered)) {
                throw Fault.badRequest(offered == null ? "No newer version is known; ask with GET /api/updates/check first."
                        : "The version that is offered is " + offered + "; only that one, or the news of " + version + ", can be dismissed.");
            }
            return known.dismiss(named);
        }).compose(changed -> updates().status());
    }
}
