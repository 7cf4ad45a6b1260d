package dev.earshot.updates;

import org.semver4j.Semver;

/** Versions as SemVer 2.0 orders them. Pure. */
final class Versions {

    /** Of what is no version: older than every release. */
    static final String UNKNOWN = "0.0.0";
    private static final int MAX_LENGTH = 100;

    private Versions() {
    }

    /** A version without a leading v; {@link #UNKNOWN} for what is none. */
    static String of(String text) {
        return parse(text).getVersion();
    }

    static boolean isNewer(String version, String than) {
        return parse(version).isGreaterThan(parse(than));
    }

    static boolean isPreRelease(String version) {
        return !parse(version).getPreRelease().isEmpty();
    }

    private static Semver parse(String text) {
        String bare = text == null ? "" : text.strip().replaceFirst("^[vV]", "");
        Semver version = bare.length() > MAX_LENGTH || bare.matches("\\D.*") ? null : Semver.parse(bare);
        return version == null ? new Semver(UNKNOWN) : version;
    }
}
