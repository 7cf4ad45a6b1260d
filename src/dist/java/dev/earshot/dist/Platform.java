package dev.earshot.dist;

import java.util.List;
import java.util.Locale;

/**
 * A platform that releases are made for, and what its files are called in the libraries' jars.
 *
 * @param os      {@code linux}, {@code macos} or {@code windows}
 * @param arch    {@code x86_64} or {@code aarch64}
 * @param ffmpeg  classifier of bytedeco's jar
 * @param jna     folder in JNA's jar
 * @param sqlite  folder in SQLite's jar
 * @param whisper folder in whisper-jni's jar
 */
record Platform(String os, String arch, String ffmpeg, String jna, String sqlite, String whisper) {

    static final List<Platform> ALL = List.of(
            new Platform("linux", "x86_64", "linux-x86_64", "linux-x86-64", "Linux/x86_64", "debian-amd64"),
            new Platform("linux", "aarch64", "linux-arm64", "linux-aarch64", "Linux/aarch64", "debian-arm64"),
            new Platform("macos", "x86_64", "macosx-x86_64", "darwin-x86-64", "Mac/x86_64", "macos-amd64"),
            new Platform("macos", "aarch64", "macosx-arm64", "darwin-aarch64", "Mac/aarch64", "macos-arm64"),
            new Platform("windows", "x86_64", "windows-x86_64", "win32-x86-64", "Windows/x86_64", "win-amd64"));

    /** That of this machine. */
    static Platform here() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : "linux";
        String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return ALL.stream().filter(platform -> platform.os.equals(family) && platform.arch.equals(arch)).findFirst()
                .orElseThrow(() -> new IllegalStateException("no releases are made for " + family + " on " + arch));
    }

    boolean windows() {
        return os.equals("windows");
    }

    @Override
    public String toString() {
        return os + "-" + arch;
    }
}
