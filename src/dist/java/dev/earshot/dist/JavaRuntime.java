package dev.earshot.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the Java that a release carries: the modules that it uses, and no more. */
final class JavaRuntime {

    /** Found by jdeps, less what is only needed at build time, by other libraries' unused parts, or by a desktop. */
    private static final String MODULES = "java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.management,jdk.unsupported";
    private static final Path OBJCOPY = Path.of("/usr/bin/objcopy");
    private static final int VERSION = 25;

    private JavaRuntime() {
    }

    /**
     * @param jdk    a JDK for the platform: its {@code jmods} are used if it has some, else it must be the one that runs this build
     * @param target must not exist
     */
    static void make(Path jdk, Path target) throws IOException, InterruptedException {
        Path jmods = jdk.resolve("jmods");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                "--add-modules", MODULES, "--strip-debug", "--no-header-files", "--no-man-pages", "--compress", "zip-9", "--output", target.toString()));
        if (Files.isDirectory(jmods)) {
            command.addAll(List.of("--module-path", jmods.toString()));
        }
        Programs.run(jdk, Map.of(), command);
        Path library = target.resolve("lib/server/libjvm.so");
        if (Files.exists(library) && Files.isExecutable(OBJCOPY)) {
            Programs.run(jdk, Map.of(), List.of(OBJCOPY.toString(), "--strip-unneeded", library.toString()));
        }
    }

    /** Whether this build may use its own Java for that platform. */
    static void check() {
        if (Runtime.version().feature() != VERSION) {
            throw new IllegalStateException("releases carry Java " + VERSION + ": set JAVA_HOME to a JDK " + VERSION + " (this is " + Runtime.version() + ")");
        }
    }
}
