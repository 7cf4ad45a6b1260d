package dev.earshot.updates.install;

import dev.earshot.updates.install.FailingFiles.Killed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Starts of an installation with two versions, of which each step may be the last. */
class UpdateAtStartTest {

    private static final String OLD = "1.0.0";
    private static final String NEW = "1.1.0";

    /** A process becomes another version, or ends. */
    private static final class Became extends Error {
        private static final long serialVersionUID = 1;
        private final String version;

        Became(String version) {
            this.version = version;
        }
    }

    @TempDir
    private Path app;
    private Instant now = Instant.parse("2026-11-22T00:00:00Z");
    private Optional<String> wrong = Optional.empty();
    private final List<String> done = new ArrayList<>();

    @BeforeEach
    void stage() throws IOException {
        TestRelease.installed(app, OLD);
        TestRelease.version(app, NEW);
        TestRelease.version(app, "0.9.0");
        ledger(OLD).write(UpdateRecord.NONE.staged(NEW));
    }

    @Test
    void aVersionWhoseTrialGoesWellBecomesCurrent() throws IOException {
        assertEquals(NEW, start());
        assertEquals(List.of("back up " + NEW, "try " + NEW), done);
        assertEquals(new UpdateState(Phase.PROBATION, NEW, OLD, null), state());
        assertFalse(Files.exists(app.resolve("0.9.0")));
        assertTrue(Files.exists(app.resolve(OLD)));
    }

    @Test
    void aVersionWhoseTrialGoesWrongIsNeverTriedAgain() throws IOException {
        wrong = Optional.of("It never was ready.");
        assertEquals(OLD, start());
        assertEquals(OLD, start());
        assertEquals(List.of("back up " + NEW, "try " + NEW), done);
        assertEquals(new UpdateState(Phase.FAILED, NEW, null, "It never was ready."), state());
        assertFalse(Files.exists(app.resolve(NEW)));
    }

    @Test
    void aVersionThatCrashesThreeTimesWithinTheHourIsLeft() throws IOException {
        for (int i = 0; i < UpdateRecord.MAX_CRASHES; i++) {
            assertEquals(NEW, start());
        }
        done.clear();
        assertEquals(OLD, start());
        assertEquals(List.of("restore " + NEW), done);
        assertEquals(Phase.FAILED, state().phase());
        assertEquals("It ended 3 times without being stopped in the first hour.", state().reason());
        assertEquals(OLD, start());
        assertEquals(List.of("restore " + NEW), done);
    }

    @Test
    void startsThatEndInOrderAreNoCrashes() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertEquals(NEW, start());
            atStart(NEW, new InstallationFiles()).onStop();
        }
    }

    @Test
    void afterAnHourAVersionStays() throws IOException {
        start();
        start();
        now = now.plus(Duration.ofMinutes(61));
        for (int i = 0; i < 5; i++) {
            assertEquals(NEW, start());
        }
        assertEquals(new UpdateState(Phase.IDLE, NEW, OLD, null), state());
    }

    @Test
    void aTrialThatIsInterruptedTwiceIsNotTriedAgain() throws IOException {
        ledger(OLD).write(UpdateRecord.NONE.staged(NEW).trying().trying());
        assertEquals(OLD, start());
        assertEquals("The trial of version 1.1.0 was interrupted twice.", state().reason());
    }

    /** It has waited for the lock while another start switched. */
    @Test
    void aStartOfTheOldVersionFollowsTheSwitch() throws IOException {
        start();
        assertEquals(NEW, startOf(OLD));
    }

    @Test
    void aVersionThatIsGoneFails() throws IOException {
        new InstallationFiles().delete(app.resolve(NEW));
        assertEquals(OLD, start());
        assertEquals(Phase.FAILED, state().phase());
    }

    @Test
    void aDamagedRecordIsNone() throws IOException {
        Files.writeString(app.resolve("update.json"), "{");
        assertEquals(OLD, start());
    }

    @Test
    void aKillAtAnyStepOfASwitchEndsWithTheNewVersion() throws IOException {
        killEverywhere(NEW, () -> { });
    }

    @Test
    void aKillAtAnyStepOfAFailedTrialEndsWithTheOldVersion() throws IOException {
        wrong = Optional.of("It never was ready.");
        killEverywhere(OLD, () -> { });
    }

    @Test
    void aKillAtAnyStepOfGoingBackEndsWithTheOldVersion() throws IOException {
        killEverywhere(OLD, () -> {
            for (int i = 0; i < UpdateRecord.MAX_CRASHES; i++) {
                start();
            }
        });
    }

    /** After each kill there is a version that starts, and the second start ends where an undisturbed one would have. */
    private void killEverywhere(String end, FailingFiles.FileStep before) throws IOException {
        for (int step = 0;; step++) {
            new InstallationFiles().delete(app.resolve("current"));
            for (String version : List.of(OLD, NEW, "0.9.0")) {
                TestRelease.version(app, version);
            }
            Files.createSymbolicLink(app.resolve("current"), Path.of(OLD));
            ledger(OLD).write(UpdateRecord.NONE.staged(NEW));
            before.run();
            FailingFiles files = new FailingFiles(step, true);
            boolean killed = false;
            try {
                start(current(), files);
            } catch (Killed e) {
                killed = true;
            }
            assertTrue(Files.isExecutable(app.resolve("current/earshot")), "step " + step);
            assertEquals(end, start(), "step " + step);
            assertEquals(end, current(), "step " + step);
            if (!killed) {
                assertTrue(step > 5, "only " + step + " steps");
                return;
            }
        }
    }

    private String start() throws IOException {
        return start(current(), new InstallationFiles());
    }

    private String startOf(String version) throws IOException {
        return start(version, new InstallationFiles());
    }

    /** Returns the version that runs in the end. */
    private String start(String version, InstallationFiles files) throws IOException {
        String running = version;
        while (true) {
            try {
                atStart(running, files).run();
                return running;
            } catch (Became next) {
                running = next.version;
            }
        }
    }

    private UpdateAtStart atStart(String version, InstallationFiles files) {
        UpdateAtStart.StoreCopies store = new UpdateAtStart.StoreCopies() {
            @Override
            public void backUp(String newer) throws IOException {
                step(files, "back up " + newer);
            }

            @Override
            public void restore(String newer) throws IOException {
                step(files, "restore " + newer);
            }
        };
        return new UpdateAtStart(Installation.of(app.resolve(version), true), files, Clock.fixed(now, ZoneOffset.UTC), store, (newer, launcher) -> {
            step(files, "try " + newer);
            return wrong;
        }, launcher -> {
            step(files, null);
            throw new Became(launcher.getParent().getFileName().toString());
        });
    }

    private void step(InstallationFiles files, String what) throws IOException {
        FailingFiles.FileStep work = () -> {
            if (what != null) {
                done.add(what);
            }
        };
        if (files instanceof FailingFiles failing) {
            failing.step(work);
        } else {
            work.run();
        }
    }

    private UpdateLedger ledger(String version) {
        return new UpdateLedger(Installation.of(app.resolve(version), true), new InstallationFiles());
    }

    private UpdateState state() {
        return new Updater(Installation.of(app.resolve(current()), true), List.of()).state();
    }

    private String current() {
        return ledger(OLD).current();
    }
}
