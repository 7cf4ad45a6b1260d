package dev.earshot.updates.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where this Earshot was installed, and by what. Immutable.
 *
 * @param home    the folder of the version that runs
 * @param version of it
 */
public record Installation(Kind kind, Path home, String version) {

    /** Of a version that does not say which it is. */
    private static final String UNKNOWN_VERSION = "0.0.0";
    private static final String CURRENT = "current";

    /** Who updates an installation. */
    public enum Kind {
        /** Earshot itself: a version beside others, and a link to the current one. */
        MANAGED,
        /** Whoever unpacked the archive. */
        ARCHIVE,
        /** The package manager. */
        DEB,
        /** Whoever runs the container. */
        IMAGE,
        /** Git. */
        SOURCE
    }

    /** This process' own, from {@code -Dearshot.home}, the file {@code packaging}, and the link {@code current} beside the folder. */
    public static Installation here() {
        return of(Path.of(System.getProperty("earshot.home", ".")).toAbsolutePath().normalize(),
                !System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows"));
    }

    /** @param links whether the system can replace a link in one step */
    static Installation of(Path home, boolean links) {
        return new Installation(kind(home, links), home, read(home.resolve("VERSION"), UNKNOWN_VERSION));
    }

    private static Kind kind(Path home, boolean links) {
        return switch (read(home.resolve("packaging"), "")) {
            case "" -> Kind.SOURCE;
            case "deb" -> Kind.DEB;
            case "image" -> Kind.IMAGE;
            default -> links && isLinked(home) ? Kind.MANAGED : Kind.ARCHIVE;
        };
    }

    /** That the link leads elsewhere by now, after an update, takes nothing from a version that has its own name beside it. */
    private static boolean isLinked(Path home) {
        Path name = home.getFileName();
        Path link = home.resolveSibling(CURRENT);
        return name != null && Files.isSymbolicLink(link) && name.toString().equals(read(home.resolve("VERSION"), UNKNOWN_VERSION));
    }

    private static String read(Path file, String otherwise) {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? otherwise : text;
        } catch (IOException e) {
            return otherwise;
        }
    }

    /** The name of a version's archive for this machine. */
    public static String archiveName(String version) {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : "linux";
        String arch = System.getProperty("os.arch");
        return "earshot-" + version + "-" + family + "-" + (arch.equals("amd64") ? "x86_64" : arch) + (family.equals("windows") ? ".zip" : ".tar.gz");
    }

    /** The folder of all versions; only where it is {@code MANAGED}. */
    Path app() {
        return home.getParent();
    }

    /** The link to the version that starts. */
    Path current() {
        return app().resolve(CURRENT);
    }

    Path folder(String any) {
        return app().resolve(any);
    }

    Path launcher(String any) {
        return folder(any).resolve("earshot");
    }

    /** Where what is being downloaded and unpacked lies. Only where it is {@code MANAGED}. */
    public Path staging() {
        return app().resolve("staging");
    }
}
