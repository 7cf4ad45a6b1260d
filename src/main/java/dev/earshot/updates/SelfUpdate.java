package dev.earshot.updates;

import dev.earshot.bus.BlockingWork;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.updates.UpdateDownload.Running;
import dev.earshot.updates.UpdateMessages.Packaging;
import dev.earshot.updates.UpdateMessages.UpdateAnswer;
import dev.earshot.updates.UpdateMessages.UpdateCheck;
import dev.earshot.updates.UpdateMessages.UpdateNews;
import dev.earshot.updates.UpdateMessages.UpdateStage;
import dev.earshot.updates.UpdateMessages.UpdateStatus;
import dev.earshot.updates.install.Installation;
import dev.earshot.updates.install.Phase;
import dev.earshot.updates.install.UpdateState;
import dev.earshot.updates.install.Updater;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.List;

/** Downloads, applies and takes back updates of this installation, and tells where that stands. For one event loop. */
final class SelfUpdate {

    /** For the answer to leave before the server ends. */
    private static final long RESTART_DELAY_MS = 500;

    private final Vertx vertx;
    private final BlockingWork work;
    private final UpdateChecks checks;
    private final Installation installation;
    private final Updater updater;
    private final Runnable restart;
    private final String version;
    private final UpdateDownload download;
    private boolean restarting;

    /** @param publicKeys as {@link Updater} has them */
    SelfUpdate(Vertx vertx, BlockingWork work, Bus bus, UpdateChecks checks, Installation installation, List<String> publicKeys, String version,
               Runnable restart) {
        this.vertx = vertx;
        this.work = work;
        this.checks = checks;
        this.installation = installation;
        this.updater = new Updater(installation, publicKeys);
        this.version = version;
        this.restart = restart;
        this.download = new UpdateDownload(work, bus, () -> status().onSuccess(status -> bus.publish(UpdateMessages.PROGRESS, status)));
    }

    Future<UpdateAnswer> download() {
        managed();
        return checks.known().compose(known -> {
            Release release = known.release();
            if (release == null || !Versions.isNewer(release.version(), version)) {
                throw Fault.badRequest("No version newer than " + version + " is known; ask with GET /api/updates/check first.");
            }
            return state().compose(state -> {
                boolean same = release.version().equals(state.version());
                if (same && state.phase() == Phase.FAILED) {
                    throw Fault.badRequest("Version " + release.version() + " is not tried again: " + state.reason());
                }
                return same && state.phase() == Phase.STAGED ? Future.succeededFuture() : download.start(release, installation, updater);
            });
        }).map(done -> UpdateAnswer.success("Update downloaded. Restart application to apply."));
    }

    /** Restarts; the start tries the update. */
    Future<UpdateAnswer> apply() {
        managed();
        return state().map(state -> {
            if (state.phase() != Phase.STAGED) {
                throw Fault.badRequest("No update is downloaded; POST /api/updates/download does that.");
            }
            return restarting("Restarting to apply version " + state.version());
        });
    }

    Future<UpdateAnswer> rollback() {
        managed();
        return work.runInOrder(() -> {
            String previous = updater.state().previous();
            updater.requestRollback();
            return previous;
        }).map(previous -> restarting("Restarting as version " + previous));
    }

    private UpdateAnswer restarting(String what) {
        if (!restarting) {
            restarting = true;
            vertx.setTimer(RESTART_DELAY_MS, id -> restart.run());
        }
        return UpdateAnswer.success(what + ". Jobs that are running go on afterwards where they were.");
    }

    private void managed() {
        if (installation.kind() != Installation.Kind.MANAGED) {
            throw Fault.badRequest(UpdateGuide.of(installation.kind()));
        }
    }

    private Future<UpdateState> state() {
        return work.runInOrder(updater::state);
    }

    Future<UpdateStatus> status() {
        return checks.known().compose(known -> {
            // Before the state: a download that ends meanwhile has changed that already.
            Running running = download.running();
            return work.runInOrder(() -> status(known, updater.state(), running, news(known)));
        });
    }

    private UpdateNews news(RememberedCheck known) {
        return known.updatedFrom() == null ? null : new UpdateNews(version, known.updatedFrom(), ChangeLog.section(version));
    }

    private UpdateStatus status(RememberedCheck known, UpdateState state, Running running, UpdateNews news) {
        UpdateCheck latest = known.release() == null ? null : checks.of(known.release());
        boolean dismissed = latest != null && latest.latestVersion().equals(known.dismissed());
        UpdateStage stage = running == null ? UpdateStage.valueOf(state.phase().name()) : running.verifying() ? UpdateStage.VERIFYING : UpdateStage.DOWNLOADING;
        return new UpdateStatus(stage, Packaging.valueOf(installation.kind().name()), version,
                running != null ? running.version() : state.phase() == Phase.IDLE ? null : state.version(),
                running == null ? null : running.received(), running == null ? null : running.total(),
                version.equals(state.previous()) ? null : state.previous(), state.reason(), UpdateGuide.of(installation.kind()), latest, dismissed,
                known.checkedAt(), news);
    }
}
