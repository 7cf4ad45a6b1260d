package dev.earshot.updates.install;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.updates.install.ReleaseArchive.ArchiveBounds;
import dev.earshot.updates.install.UpdateLedger.UpdateLock;
import org.semver4j.Semver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Changes an installation that updates itself. Blocking; thread-safe, and safe beside other processes. */
public final class Updater {

    private final Installation installation;
    private final List<String> publicKeys;
    private final InstallationFiles files;
    private final UpdateLedger ledger;

    /** @param publicKeys Ed25519, Base64 of their X.509 form, any of which may have signed a release; empty for those built in */
    public Updater(Installation installation, List<String> publicKeys) {
        this(installation, publicKeys, new InstallationFiles());
    }

    Updater(Installation installation, List<String> publicKeys, InstallationFiles files) {
        this.installation = installation;
        this.publicKeys = publicKeys.isEmpty() ? ReleaseKeys.builtIn() : List.copyOf(publicKeys);
        this.files = files;
        this.ledger = new UpdateLedger(installation, files);
    }

    /**
     * Verifies a release and unpacks it beside the current version; the next start tries it. The three files are removed, whatever comes of them.
     *
     * @param archive   under the name that {@link Installation#archiveName} has for it
     * @param sums      {@code SHA256SUMS}
     * @param signature {@code SHA256SUMS.sig}
     * @throws Fault {@code download-failed} where a file is not what was signed for this version and platform; {@code bad-request} where this version
     *         is not newer, or has failed before; {@code unavailable} where this installation is updated otherwise, another update is under way, or the
     *         disk is full. Nothing is kept then
     */
    public void stage(String version, Path archive, Path sums, Path signature) {
        change(() -> {
            try {
                stageLocked(version, archive, sums, signature);
            } finally {
                for (Path each : List.of(archive, sums, signature)) {
                    files.delete(each);
                }
            }
        });
    }

    private void stageLocked(String version, Path archive, Path sums, Path signature) throws IOException {
        UpdateRecord record = ledger.read();
        check(version, record);
        if (record.phase() == Phase.TRYING || record.phase() == Phase.PROBATION && !ledger.current().equals(record.version())) {
            throw underWay();
        }
        ReleaseSums signed = ReleaseSums.verified(read(sums, ReleaseSums.MAX_BYTES), new String(read(signature, ReleaseSums.MAX_SIGNATURE_BYTES),
                StandardCharsets.US_ASCII), ReleaseKeys.of(publicKeys));
        String name = Installation.archiveName(version);
        String sum = signed.of(name, version);
        if (!archive.getFileName().toString().equals(name)) {
            throw ReleaseSums.refused("its archive is " + archive.getFileName() + ", not " + name);
        }
        if (!sha256(archive).equals(sum)) {
            throw ReleaseSums.refused("its archive is not the one that was signed");
        }
        unpack(version, archive);
        ledger.write(record.staged(version));
    }

    private void check(String version, UpdateRecord record) {
        Semver newer = Semver.parse(version);
        Semver running = Semver.parse(installation.version());
        if (newer == null || !newer.getVersion().equals(version)) {
            throw Fault.badRequest("'" + version + "' is not a version such as 1.2.3.");
        }
        if (running != null && !newer.isGreaterThan(running)) {
            throw Fault.badRequest("Version " + version + " is not newer than " + installation.version() + ", which runs.");
        }
        record.failure(version).ifPresent(failed -> {
            throw Fault.badRequest("Version " + version + " is not tried again: " + failed.reason());
        });
    }

    private void unpack(String version, Path archive) throws IOException {
        Path folder = installation.staging().resolve("unpacked");
        files.delete(folder);
        try {
            Files.createDirectories(folder);
            Path tree = ReleaseArchive.unpack(archive, version, folder, ArchiveBounds.STANDARD);
            if (!Files.isRegularFile(tree.resolve("VERSION")) || !Files.readString(tree.resolve("VERSION")).strip().equals(version)
                    || !Files.isRegularFile(tree.resolve("packaging")) || !Files.isExecutable(tree.resolve("earshot"))) {
                throw ReleaseSums.refused("its archive is not a release of version " + version);
            }
            // One that was unpacked before, and did not become current.
            files.remove(installation.folder(version));
            files.install(tree, installation.folder(version));
        } finally {
            files.delete(folder);
        }
    }

    /** Where an update stands; {@code IDLE} where this installation is updated otherwise. */
    public UpdateState state() {
        if (installation.kind() != Installation.Kind.MANAGED) {
            return new UpdateState(Phase.IDLE, null, null, null);
        }
        UpdateRecord record = ledger.read();
        return new UpdateState(record.phase(), record.version(), record.previous(), record.reason());
    }

    /**
     * Makes the previous version the one that the next start runs.
     *
     * @throws Fault {@code bad-request} where there is none; {@code unavailable} where another update is under way
     */
    public void requestRollback() {
        change(() -> {
            UpdateRecord record = ledger.read();
            String previous = record.previous();
            if (previous == null || previous.equals(installation.version()) || !Files.isExecutable(installation.launcher(previous))) {
                throw Fault.badRequest("There is no previous version of " + installation.version() + " to go back to.");
            }
            ledger.write(record.left(installation.version(), "Version " + installation.version() + " was left for " + previous + ", as was asked."));
            ledger.switchTo(previous);
        });
    }

    private interface Change {
        void run() throws IOException;
    }

    private void change(Change change) {
        if (installation.kind() != Installation.Kind.MANAGED) {
            throw new Fault(Fault.Code.UNAVAILABLE, "This installation does not update itself; see docs/install.md for how it is updated.");
        }
        try (UpdateLock lock = ledger.tryLock().orElseThrow(Updater::underWay)) {
            change.run();
        } catch (IOException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "The update could not be written to " + installation.app() + " (" + FailureReason.of(e)
                    + "). Make room or let this user write there, and try again.", e);
        }
    }

    private static Fault underWay() {
        return new Fault(Fault.Code.UNAVAILABLE, "Another update of this installation is under way; try again when it has ended.");
    }

    private static byte[] read(Path file, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw ReleaseSums.refused(file.getFileName() + " is too large");
            }
            return bytes;
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
