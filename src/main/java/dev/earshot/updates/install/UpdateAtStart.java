package dev.earshot.updates.install;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.updates.install.UpdateLedger.UpdateLock;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * What a start of the service does about an update before all else: it tries a version that is staged and makes it current, goes back from one that
 * crashes, and finishes what a kill has interrupted. The caller holds the lock on the data directory. Blocking.
 */
public final class UpdateAtStart {

    /** The store of the data directory. Each method may be called again after a kill. */
    public interface StoreCopies {

        /** Keeps a copy of the store as it is before a version migrates it. */
        void backUp(String version) throws IOException;

        /** Where a version has migrated the store, puts the copy in its place, and keeps the newer one under another name. */
        void restore(String version) throws IOException;
    }

    /** A trial of a version. */
    public interface Trial {

        /** Returns why the version is no good; empty where it is. */
        Optional<String> run(String version, Path launcher) throws IOException;
    }

    /** Becomes another version. */
    public interface Replacement {

        /** Does not return, but where it fails. */
        void become(Path launcher) throws IOException;
    }

    private final Installation installation;
    private final InstallationFiles files;
    private final UpdateLedger ledger;
    private final Clock clock;
    private final StoreCopies store;
    private final Trial trial;
    private final Replacement replacement;

    public UpdateAtStart(Installation installation, Clock clock, StoreCopies store, Trial trial, Replacement replacement) {
        this(installation, new InstallationFiles(), clock, store, trial, replacement);
    }

    UpdateAtStart(Installation installation, InstallationFiles files, Clock clock, StoreCopies store, Trial trial, Replacement replacement) {
        this.installation = installation;
        this.files = files;
        this.ledger = new UpdateLedger(installation, files);
        this.clock = clock;
        this.store = store;
        this.trial = trial;
        this.replacement = replacement;
    }

    /** Whether there is anything to look at; costs one look for a file. */
    public static boolean isNeeded(Installation installation) {
        return installation.kind() == Installation.Kind.MANAGED && UpdateLedger.exists(installation);
    }

    /**
     * Returns where this version is to run; else this process becomes another version.
     *
     * @throws Fault {@code unavailable} where the store of before a migration cannot be restored, or the process cannot become the other version
     */
    public void run() {
        try (UpdateLock lock = ledger.lock()) {
            boolean done = false;
            while (!done) {
                done = step(ledger.read());
            }
        } catch (IOException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The update in " + installation.app() + " cannot go on (" + FailureReason.of(e)
                    + "). Make room or let this user write there, and start again.", e);
        }
    }

    /** The service has stopped in order: this start was no crash. */
    public void onStop() {
        try (UpdateLock lock = ledger.lock()) {
            UpdateRecord record = ledger.read();
            if (record.phase() == Phase.PROBATION && installation.version().equals(record.version())) {
                ledger.write(record.stopped());
            }
        } catch (IOException e) {
            // It counts as a crash then, which is one of three.
            warn("That the service stopped in order could not be noted: " + FailureReason.of(e));
        }
    }

    /** Returns whether this version is to run. */
    private boolean step(UpdateRecord record) throws IOException {
        return switch (record.step(installation.version(), ledger.current(), clock.instant())) {
            case RUN -> {
                run(record);
                yield true;
            }
            case TRY -> tryOut(record);
            case SWITCH -> switchOver(record);
            case GO_BACK -> goBack(record);
            case FOLLOW -> {
                become(ledger.current());
                yield true;
            }
        };
    }

    private void run(UpdateRecord record) throws IOException {
        UpdateRecord found = record;
        if (installation.version().equals(record.backTo())) {
            store.restore(record.version());
            found = found.back();
        }
        if (found.phase() == Phase.PROBATION) {
            found = found.started(clock.instant());
        }
        if (!found.equals(record)) {
            ledger.write(found);
        }
    }

    /** Returns true where the version is not tried now, or has failed. */
    private boolean tryOut(UpdateRecord record) throws IOException {
        String version = record.version();
        if (record.isTriedOut()) {
            return fail(record, "The trial of version " + version + " was interrupted twice.");
        }
        UpdateRecord trying = ledger.write(record.trying());
        try {
            store.backUp(version);
        } catch (IOException e) {
            ledger.write(trying.postponed("The job store could not be backed up: " + FailureReason.of(e)));
            warn("Version " + version + " is not installed now, because the job store cannot be backed up: " + FailureReason.of(e));
            return true;
        }
        Optional<String> wrong;
        try {
            wrong = isThere(version) ? trial.run(version, installation.launcher(version)) : Optional.of("It is not in " + installation.app() + " any more.");
        } catch (IOException e) {
            wrong = Optional.of("Its trial could not be run: " + FailureReason.of(e));
        }
        if (wrong.isPresent()) {
            return fail(trying, wrong.get());
        }
        ledger.write(trying.passed(installation.version(), clock.instant()));
        return false;
    }

    private boolean fail(UpdateRecord record, String why) throws IOException {
        ledger.write(record.failed(why));
        warn("Version " + record.version() + " is not installed, and " + installation.version() + " goes on: " + why);
        files.remove(installation.folder(record.version()));
        return true;
    }

    private boolean switchOver(UpdateRecord record) throws IOException {
        if (!isThere(record.version())) {
            return fail(record, "It is not in " + installation.app() + " any more.");
        }
        ledger.switchTo(record.version());
        removeAllBut(Set.of(record.version(), record.previous()));
        become(record.version());
        return true;
    }

    private boolean goBack(UpdateRecord record) throws IOException {
        UpdateRecord leaving = record;
        if (record.backTo() == null) {
            if (!isThere(record.previous())) {
                ledger.write(record.stays("Version " + record.version() + " crashed often, but there is no other in " + installation.app() + "."));
                return false;
            }
            leaving = ledger.write(record.crashed("It ended " + record.starts().size() + " times without being stopped in the first hour."));
            warn("Version " + record.version() + " is left for " + record.previous() + ": " + leaving.reason());
        } else if (!isThere(record.backTo())) {
            ledger.write(record.stays("Version " + record.backTo() + " is not in " + installation.app() + " any more."));
            return false;
        }
        ledger.switchTo(leaving.backTo());
        if (installation.version().equals(leaving.backTo())) {
            return false;
        }
        become(leaving.backTo());
        return true;
    }

    private void become(String version) throws IOException {
        replacement.become(installation.launcher(version));
    }

    private boolean isThere(String version) {
        return Files.isExecutable(installation.launcher(version));
    }

    /** Versions of before; the one that was current until now stays, to go back to. */
    private void removeAllBut(Set<String> versions) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(installation.app(), each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(each.resolve("VERSION")) && !versions.contains(each.getFileName().toString()))) {
            for (Path old : all) {
                files.remove(old);
            }
        } catch (IOException e) {
            warn("Old versions in " + installation.app() + " could not be removed: " + FailureReason.of(e));
        }
    }

    private static void warn(String what) {
        // Not a constant: the first logger initialises Logback, before the format is known.
        LoggerFactory.getLogger(UpdateAtStart.class).warn(what);
    }
}
