package dev.earshot.boot;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.StoreBackup;
import dev.earshot.machine.Children;
import dev.earshot.machine.ProcessImage;
import dev.earshot.updates.install.Installation;
import dev.earshot.updates.install.TrialRun;
import dev.earshot.updates.install.UpdateAtStart;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What changes the version of this process: an update that waits for a start, and a restart that somebody asks for. Blocking. */
final class VersionSwitch {

    /** For a new version to be ready and to transcribe its sample. */
    private static final Duration TRIAL_LIMIT = Duration.ofSeconds(60);

    private final Installation installation;
    private final Path data;
    private final List<String> arguments;
    private volatile boolean counted;
    private volatile boolean started;

    /** @param arguments of this process; empty where it cannot be started again by them */
    VersionSwitch(Path data, List<String> arguments) {
        this.installation = Installation.here();
        this.data = data;
        this.arguments = List.copyOf(arguments);
    }

    /** Before all else that a start does, with the data directory locked. Does not return where this process becomes another version. */
    void beforeStart() {
        if (arguments.isEmpty() || !UpdateAtStart.isNeeded(installation)) {
            return;
        }
        // A trial that has outlived a kill of this service.
        Children.endOrphans(data);
        atStart().run();
        counted = true;
    }

    /** The service is ready. */
    void onStart() {
        started = true;
    }

    /** The service was stopped in order, if it was ever ready. */
    void onStop() {
        if (counted && started) {
            atStart().onStop();
        }
    }

    /** Has this process begin again, as the version that is current. Returns only where that fails. */
    void restart() {
        Path launcher = installation.kind() == Installation.Kind.MANAGED ? installation.home().resolveSibling("current").resolve("earshot")
                : Path.of(System.getProperty("earshot.launcher", "earshot"));
        try {
            ProcessImage.replace(launcher, arguments);
        } catch (IOException e) {
            LoggerFactory.getLogger(VersionSwitch.class).error("The service has stopped and cannot start again by itself: {}", e.getMessage());
        }
    }

    private UpdateAtStart atStart() {
        StoreBackup backup = new StoreBackup(data);
        return new UpdateAtStart(installation, Clock.systemUTC(), new UpdateAtStart.StoreCopies() {
            @Override
            public void backUp(String version) throws IOException {
                backup.write(version);
            }

            @Override
            public void restore(String version) throws IOException {
                backup.restore(version);
            }
        }, this::trial, launcher -> {
            LoggerFactory.getLogger(VersionSwitch.class).info("Going on as version {}", launcher.getParent().getFileName());
            ProcessImage.replace(launcher, arguments);
        });
    }

    private Optional<String> trial(String version, Path launcher) throws IOException {
        LoggerFactory.getLogger(VersionSwitch.class).info("Trying version {} before it is installed", version);
        try (Children children = new Children(data)) {
            return new TrialRun(arguments, data.resolve("tmp").resolve("trial"), children::start, new StoreBackup(data)::copyTo, TRIAL_LIMIT)
                    .run(version, launcher);
        } catch (Fault e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
