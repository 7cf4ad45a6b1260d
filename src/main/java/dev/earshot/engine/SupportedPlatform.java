package dev.earshot.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the engine requires of a machine, with messages for its user.
 *
 * @param os      {@code os.name}
 * @param arch    {@code os.arch}
 * @param cpuInfo the text of /proc/cpuinfo, empty where there is none
 * @param libgomp whether the OpenMP library of GCC can be found
 */
record SupportedPlatform(String os, String arch, String cpuInfo, boolean libgomp) {

    private static final List<String> LIBRARY_FOLDERS = List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib");

    /** This machine. */
    static SupportedPlatform here() {
        String cpuInfo = "";
        try {
            cpuInfo = Files.readString(Path.of("/proc/cpuinfo"));
        } catch (IOException e) {
            // Not Linux.
        }
        return new SupportedPlatform(System.getProperty("os.name"), System.getProperty("os.arch"), cpuInfo, findLibgomp());
    }

    /** What the user should do so that the engine is fast, or works at all; empty for nothing. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        boolean linux = os.toLowerCase(Locale.ROOT).contains("linux");
        boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
        if (linux && !libgomp) {
            warnings.add("The speech engine needs libgomp, which is not on this machine. Install it: apt-get install libgomp1"
                    + " (Debian, Ubuntu), dnf install libgomp (Fedora), apk add libgomp (Alpine).");
        }
        if (linux && x86 && !Stream.of("avx2", "fma", "f16c").allMatch(cpuInfo::contains)) {
            warnings.add("This processor has no AVX2, FMA and F16C (or this virtual machine hides them): speech recognition works,"
                    + " but several times slower. Choose a small model, or have the host pass its processor through.");
        }
        if (!linux && !os.startsWith("Mac") && !(os.startsWith("Windows") && x86) || linux && !x86 && !arch.matches("aarch64|arm64|arm.*")) {
            warnings.add("There is no speech engine for " + os + " on " + arch + ". Use Linux (x86-64, arm64), macOS or Windows (x86-64).");
        }
        return warnings;
    }

    /** Looks where the dynamic linker does by default: the library folders and, as Debian has them, one level of folders below. */
    private static boolean findLibgomp() {
        String extra = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
        return Stream.concat(LIBRARY_FOLDERS.stream(), Stream.of(extra.split(":")).filter(folder -> !folder.isBlank()))
                .map(Path::of).anyMatch(SupportedPlatform::holdsLibgomp);
    }

    private static boolean holdsLibgomp(Path folder) {
        if (Files.exists(folder.resolve("libgomp.so.1"))) {
            return true;
        }
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(path -> path.getFileName().toString().contains("-linux-"))
                    .anyMatch(path -> Files.exists(path.resolve("libgomp.so.1")));
        } catch (IOException e) {
            return false;
        }
    }
}
