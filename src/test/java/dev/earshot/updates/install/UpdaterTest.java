package dev.earshot.updates.install;

import dev.earshot.bus.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Verifying and staging, with keys of its own. */
class UpdaterTest {

    @TempDir
    private Path app;
    private Installation installation;
    private Path staging;
    private Updater updater;

    @BeforeEach
    void install() throws IOException {
        installation = TestRelease.installed(app, "1.0.0");
        staging = Files.createDirectories(installation.staging());
        updater = new Updater(installation, List.of(TestRelease.publicKey()));
    }

    @Test
    void aSignedReleaseIsStaged() throws IOException {
        stage("1.1.0", release("1.1.0"));
        assertEquals(new UpdateState(Phase.STAGED, "1.1.0", null, null), updater.state());
        assertEquals("1.1.0\n", Files.readString(app.resolve("1.1.0/VERSION")));
        assertEquals(Path.of("1.0.0"), Files.readSymbolicLink(app.resolve("current")));
        assertEquals(List.of(), TestRelease.files(staging));
    }

    @Test
    void aReleaseThatIsStagedAgainReplacesWhatWasThere() throws IOException {
        Files.writeString(TestRelease.version(app, "1.1.0").resolve("old"), "");
        stage("1.1.0", release("1.1.0"));
        assertFalse(Files.exists(app.resolve("1.1.0/old")));
        assertFalse(Files.exists(app.resolve(".removed")));
    }

    @Test
    void aWrongSignatureIsRefusedAndNothingIsKept() throws IOException {
        Path archive = release("1.1.0");
        Files.writeString(staging.resolve("SHA256SUMS.sig"), TestRelease.signature(TestRelease.sums("1.1.0", archive), TestRelease.keys()));
        refused(Fault.Code.DOWNLOAD_FAILED, "its signature", "1.1.0", archive);
    }

    @Test
    void anOldReleaseUnderANewNameIsRefused() throws IOException {
        Path old = release("1.1.0");
        Path renamed = Files.move(old, staging.resolve(Installation.archiveName("1.2.0")));
        refused(Fault.Code.DOWNLOAD_FAILED, "its checksums are of version 1.1.0, not of 1.2.0", "1.2.0", renamed);
    }

    @Test
    void anArchiveThatIsNotTheOneThatWasSignedIsRefused() throws IOException {
        Path archive = release("1.1.0");
        Files.write(archive, new byte[] {0}, StandardOpenOption.APPEND);
        refused(Fault.Code.DOWNLOAD_FAILED, "is not the one that was signed", "1.1.0", archive);
    }

    @Test
    void whatWasSignedUnderTheWrongVersionIsRefused() throws IOException {
        Path archive = TestRelease.tarGz(staging.resolve(Installation.archiveName("1.2.0")), tar -> TestRelease.content(tar, "1.1.0"));
        TestRelease.sign("1.2.0", archive);
        refused(Fault.Code.DOWNLOAD_FAILED, "not inside of earshot-1.2.0", "1.2.0", archive);
    }

    @Test
    void anArchiveWithoutAVersionOfItsOwnIsRefused() throws IOException {
        Path archive = TestRelease.tarGz(staging.resolve(Installation.archiveName("1.2.0")),
                tar -> TestRelease.put(tar, "earshot-1.2.0/VERSION", "1.3.0".getBytes(StandardCharsets.UTF_8), 0644));
        TestRelease.sign("1.2.0", archive);
        refused(Fault.Code.DOWNLOAD_FAILED, "is not a release of version 1.2.0", "1.2.0", archive);
    }

    @Test
    void onlyANewerVersionIsTaken() throws IOException {
        for (String version : List.of("1.0.0", "0.9.0", "1.0.0-beta.1")) {
            refused(Fault.Code.BAD_REQUEST, "is not newer than 1.0.0", version, release(version));
        }
        for (String version : List.of("v1.1.0", "1.1", "../1.1.0")) {
            refused(Fault.Code.BAD_REQUEST, "is not a version", version, release("1.1.0"));
        }
    }

    @Test
    void aVersionThatFailedIsNotTriedAgain() throws IOException {
        UpdateLedger ledger = new UpdateLedger(installation, new InstallationFiles());
        ledger.write(UpdateRecord.NONE.staged("1.1.0").trying().failed("It never was ready.").staged("1.2.0").trying().failed("Nor this."));
        refused(Fault.Code.BAD_REQUEST, "Version 1.1.0 is not tried again: It never was ready.", "1.1.0", release("1.1.0"));
    }

    @Test
    void anUpdateDuringAnUpdateIsRefused() throws IOException {
        UpdateLedger ledger = new UpdateLedger(installation, new InstallationFiles());
        try (UpdateLedger.UpdateLock held = ledger.lock()) {
            Fault fault = assertThrows(Fault.class, () -> stage("1.1.0", release("1.1.0")));
            assertEquals(Fault.Code.UNAVAILABLE, fault.code());
            assertTrue(fault.getMessage().startsWith("Another update"), fault.getMessage());
        }
        ledger.write(UpdateRecord.NONE.staged("1.1.0").trying());
        assertThrows(Fault.class, () -> stage("1.2.0", release("1.2.0")));
    }

    /** Its steps: making room for the folder, giving it its name, and noting that. */
    @Test
    void aFullDiskLeavesNothing() throws IOException {
        for (int step = 0; step < 3; step++) {
            Path archive = release("1.1.0");
            Updater failing = new Updater(installation, List.of(TestRelease.publicKey()), new FailingFiles(step, false));
            Fault fault = assertThrows(Fault.class,
                    () -> failing.stage("1.1.0", archive, staging.resolve("SHA256SUMS"), staging.resolve("SHA256SUMS.sig")));
            assertEquals(Fault.Code.UNAVAILABLE, fault.code());
            assertTrue(fault.getMessage().contains("No space left on device"), fault.getMessage());
            assertEquals(Phase.IDLE, updater.state().phase());
            assertEquals(List.of(), TestRelease.files(staging));
        }
        stage("1.1.0", release("1.1.0"));
        assertEquals(Phase.STAGED, updater.state().phase());
    }

    @Test
    void otherInstallationsSayHowTheyAreUpdated() throws IOException {
        Updater other = new Updater(new Installation(Installation.Kind.DEB, app, "1.0.0"), List.of());
        assertEquals(Fault.Code.UNAVAILABLE, assertThrows(Fault.class, other::requestRollback).code());
        assertEquals(Phase.IDLE, other.state().phase());
    }

    @Test
    void aRollbackMakesThePreviousVersionTheOneThatStarts() throws IOException {
        assertEquals(Fault.Code.BAD_REQUEST, assertThrows(Fault.class, updater::requestRollback).code());
        TestRelease.version(app, "0.9.0");
        new UpdateLedger(installation, new InstallationFiles()).write(UpdateRecord.NONE.staged("1.0.0").trying().passed("0.9.0", Instant.EPOCH));
        updater.requestRollback();
        assertEquals(Path.of("0.9.0"), Files.readSymbolicLink(app.resolve("current")));
        assertEquals(new UpdateState(Phase.IDLE, "1.0.0", null, "Version 1.0.0 was left for 0.9.0, as was asked."), updater.state());
    }

    private void refused(Fault.Code code, String why, String version, Path archive) throws IOException {
        Fault fault = assertThrows(Fault.class, () -> stage(version, archive));
        assertEquals(code, fault.code());
        assertTrue(fault.getMessage().contains(why), fault.getMessage());
        assertEquals(List.of(), TestRelease.files(staging));
        assertFalse(Files.exists(app.resolve("1.1.0")));
        assertFalse(Files.exists(app.resolve("1.2.0")));
    }

    private void stage(String version, Path archive) {
        updater.stage(version, archive, staging.resolve("SHA256SUMS"), staging.resolve("SHA256SUMS.sig"));
    }

    private Path release(String version) throws IOException {
        Path archive = TestRelease.tarGz(staging.resolve(Installation.archiveName(version)), tar -> TestRelease.content(tar, version));
        TestRelease.sign(version, archive);
        return archive;
    }
}
