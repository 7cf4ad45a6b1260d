package dev.earshot.updates;

import java.util.Locale;

/**
 * The names of a release's files. Pure.
 *
 * @param os   linux, macos or windows
 * @param arch x86_64 or aarch64
 */
record Platform(String os, String arch) {

    static Platform here() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** @param name as Java has them: {@code Mac OS X}, {@code amd64} */
    static Platform of(String name, String arch) {
        String lower = name.toLowerCase(Locale.ROOT);
        return new Platform(lower.contains("win") ? "windows" : lower.contains("mac") ? "macos" : lower,
                switch (arch.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64", "x64" -> "x86_64";
                    case "arm64", "aarch64" -> "aarch64";
                    default -> arch;
                });
    }

    /** The archive of a version. */
    String archive(String version) {
        return "earshot-" + version + "-" + os + "-" + arch + (os.equals("windows") ? ".zip" : ".tar.gz");
    }
}
