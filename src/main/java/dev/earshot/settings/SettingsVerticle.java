package dev.earshot.settings;

import dev.earshot.bus.Bus;
import dev.earshot.config.LayeredConfig;
import dev.earshot.config.SettingsFile;
import dev.earshot.settings.SettingsMessages.ChangeSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the user changes, and publishes it. See {@link SettingsMessages}. */
public final class SettingsVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsVerticle.class);

    private final Bus bus;
    private final SettingsFile file;
    private LayeredConfig settings;
    private String notice;
    /** Changes are made one after the other: each is checked against what the one before it left. */
    private Future<?> last = Future.succeededFuture();

    /**
     * @param settings what holds at the start, the file read
     * @param notice   what was wrong with the file, or null
     */
    public SettingsVerticle(Bus bus, LayeredConfig settings, String notice) {
        this.bus = bus;
        this.settings = settings;
        this.file = new SettingsFile(settings.config().data());
        this.notice = notice;
    }

    @Override
    public Future<?> start() {
        if (notice != null) {
            LOG.warn(notice);
        }
        settings.unheeded().ifPresent(LOG::warn);
        bus.handle(SettingsMessages.GET, request -> Future.succeededFuture(answer()));
        bus.handle(SettingsMessages.PUT, this::put);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return last.transform(written -> Future.succeededFuture());
    }

    private Future<SettingsMessages.CurrentSettings> put(ChangeSettings request) {
        Future<SettingsMessages.CurrentSettings> put = last.transform(before -> change(request));
        last = put;
        return put;
    }

    private Future<SettingsMessages.CurrentSettings> change(ChangeSettings request) {
        LayeredConfig changed = settings.with(request.values());
        if (Boolean.TRUE.equals(request.dryRun())) {
            return Future.succeededFuture(answer());
        }
        return vertx.executeBlocking(() -> {
            file.write(changed);
            return changed;
        }).map(written -> {
            settings = changed;
            notice = null;
            LOG.info("Settings changed: {}", request.values());
            bus.publish(SettingsMessages.CHANGED, answer());
            boolean meant = request.values().get("models.keep_alive") != null;
            return new SettingsMessages.CurrentSettings(settings.list(), meant ? settings.unheeded().orElse(null) : null);
        });
    }

    private SettingsMessages.CurrentSettings answer() {
        return new SettingsMessages.CurrentSettings(settings.list(), notice);
    }
}
