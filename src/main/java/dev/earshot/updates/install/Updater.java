package dev.earshot.updates.install;

import dev.earshot.bus.Fault;

import java.nio.file.Path;
import java.util.List;

/** Changes an installation that updates itself. Blocking; thread-safe, and safe beside other processes. */
public final class Updater {

    private final Installation installation;
    private final List<String> publicKeys;

    /** @param publicKeys Ed25519, Base64 of their X.509 form, any of which may have signed a release; empty for those built in */
    public Updater(Installation installation, List<String> publicKeys) {
        this.installation = installation;
        this.publicKeys = List.copyOf(publicKeys);
    }

    /**
     * Verifies a release and unpacks it beside the current version; the next start tries it.
     *
     * @param archive {@code earshot-VERSION-OS-ARCH.tar.gz}, under that name
     * @param sums {@code SHA256SUMS}
     * @param signature {@code SHA256SUMS.sig}
     * @throws Fault {@code download-failed} where a file is not what was signed for this version and platform; {@code bad-request} where this version
     *         is not newer, or has failed before; {@code unavailable} where this installation is updated otherwise, another update is under way, or the
     *         disk is full. Nothing is kept then
     */
    public void stage(String version, Path archive, Path sums, Path signature) {
        throw new Fault(Fault.Code.UNAVAILABLE, "Version " + version + " cannot be installed by this version.");
    }

    /** Where an update stands; {@code IDLE} where this installation is updated otherwise. */
    public UpdateState state() {
        return new UpdateState(Phase.IDLE, null, null, null);
    }

    /**
     * Makes the previous version the one that the next start runs.
     *
     * @throws Fault {@code bad-request} where there is none; {@code unavailable} where another update is under way
     */
    public void requestRollback() {
        throw Fault.badRequest("There is no previous version of " + installation.version() + " to go back to.");
    }

    List<String> publicKeys() {
        return publicKeys;
    }
}
