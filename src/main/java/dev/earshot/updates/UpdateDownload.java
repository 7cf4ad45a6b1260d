package dev.earshot.updates;

import dev.earshot.bus.BlockingWork;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.downloads.DownloadMessages.Fetch;
import dev.earshot.downloads.DownloadMessages.FetchProgress;
import dev.earshot.updates.install.Installation;
import dev.earshot.updates.install.Updater;
import io.vertx.core.Future;

import java.nio.file.Path;
import java.time.Duration;

/** Has the three files of a release downloaded, verified and unpacked; one release at a time. For one event loop. */
final class UpdateDownload {

    private static final String SUMS = "SHA256SUMS";
    private static final String SIGNATURE = SUMS + ".sig";
    private static final long MAX_ARCHIVE_BYTES = 1_000_000_000;
    private static final long MAX_SMALL_BYTES = 64 * 1024;
    private static final Duration TIMEOUT = Duration.ofDays(1);

    /**
     * A download that runs.
     *
     * @param received  bytes of the archive, 0 to {@code total}
     * @param verifying whether all has been downloaded
     */
    record Running(String version, long received, long total, boolean verifying) {

        /** Whether somebody who watches sees a difference. */
        boolean looksLike(Running other) {
            return other != null && verifying == other.verifying && received * 100 / total == other.received * 100 / total;
        }
    }

    private final BlockingWork work;
    private final Bus bus;
    private final Runnable onProgress;
    private Running running;
    private Future<Void> end;

    /** @param onProgress called at every percent */
    UpdateDownload(BlockingWork work, Bus bus, Runnable onProgress) {
        this.work = work;
        this.bus = bus;
        this.onProgress = onProgress;
        bus.subscribe(DownloadMessages.PROGRESS, this::onProgress);
    }

    /** Null while there is none. */
    Running running() {
        return running;
    }

    /**
     * Who asks while one runs waits for that one.
     *
     * @return fails with {@code download-failed}, and as {@link Updater#stage} does
     */
    Future<Void> start(Release release, Installation installation, Updater updater) {
        if (running == null) {
            String version = release.version();
            ReleaseFile archive = file(release, Installation.archiveName(version), MAX_ARCHIVE_BYTES);
            ReleaseFile sums = file(release, SUMS, MAX_SMALL_BYTES);
            ReleaseFile signature = file(release, SIGNATURE, MAX_SMALL_BYTES);
            Path folder = installation.staging();
            show(new Running(version, 0, archive.size(), false));
            end = fetch(version, signature, folder).compose(done -> fetch(version, sums, folder)).compose(done -> fetch(version, archive, folder))
                    .compose(done -> {
                        show(new Running(version, archive.size(), archive.size(), true));
                        return work.<Void>runInOrder(() -> {
                            updater.stage(version, folder.resolve(archive.name()), folder.resolve(SUMS), folder.resolve(SIGNATURE));
                            return null;
                        });
                    }).onComplete(done -> show(null));
        }
        return end;
    }

    private Future<?> fetch(String version, ReleaseFile file, Path folder) {
        return bus.request(DownloadMessages.FETCH,
                new Fetch("update-" + version, file.url(), folder.resolve(file.name()).toString(), file.size(), file.sha256()), TIMEOUT);
    }

    private static ReleaseFile file(Release release, String name, long largest) {
        ReleaseFile file = release.file(name);
        if (file == null || file.sha256() == null || file.size() > largest) {
            throw new Fault(Fault.Code.DOWNLOAD_FAILED, "Release " + release.version() + " has no " + name + (file == null ? " for this machine."
                    : file.sha256() == null ? " with a SHA-256." : " of a size that can be right."));
        }
        return file;
    }

    private void onProgress(FetchProgress progress) {
        if (running != null && progress.id().equals("update-" + running.version()) && progress.total() == running.total()
                && !running.verifying()) {
            show(new Running(running.version(), progress.received(), progress.total(), false));
        }
    }

    private void show(Running now) {
        Running before = running;
        running = now;
        if (now == null || !now.looksLike(before)) {
            onProgress.run();
        }
    }
}
