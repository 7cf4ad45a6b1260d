package dev.earshot.updates;

import dev.earshot.updates.install.Installation;

/** How an installation that does not update itself is updated. Pure. */
final class UpdateGuide {

    private UpdateGuide() {
    }

    /** A sentence; null where Earshot updates itself. */
    static String of(Installation.Kind kind) {
        return switch (kind) {
            case MANAGED -> null;
            case ARCHIVE -> "This Earshot was unpacked by hand: unpack the archive of the new version beside it, stop this one and start that one.";
            case DEB -> "This Earshot is a package: download the new package and install it with 'sudo apt install ./earshot_VERSION_ARCH.deb'.";
            case IMAGE -> "This Earshot runs in a container: load the image of the new version and start the container anew with the same volume.";
            case SOURCE -> "This Earshot was built from source: fetch the new version with 'git pull', build it with 'mvn package' and restart the service.";
        };
    }
}
