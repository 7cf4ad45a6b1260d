package dev.earshot.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Runs {@code src/test/node/client.mjs} with Node, its packages installed under {@code target/}. Where Node or the package
 * registry is missing the test is skipped, but never in CI (environment {@code CI=true}).
 */
public final class NodeClient {

    private static final Path SOURCES = Path.of("src", "test", "node");
    private static final Path HOME = Path.of("target", "node");
    private static final boolean MUST_RUN = "true".equalsIgnoreCase(System.getenv("CI"));

    private NodeClient() {
    }

    /** Installs what the lock file pins; skips the calling test where that cannot be done and need not. */
    public static void install() throws Exception {
        Files.createDirectories(HOME);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc", "client.mjs")) {
            Files.copy(SOURCES.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Ended ended = command(120, "npm", "ci", "--no-audit", "--no-fund", "--prefer-offline");
        if (MUST_RUN) {
            assertEquals(0, ended.status(), ended.output());
        }
        assumeTrue(ended.status() == 0, () -> "the openai client cannot be installed here: " + ended.output());
    }

    /**
     * @param mode as {@code client.mjs} explains
     * @param url  the service's address
     * @param text what is said in the file
     */
    public static void run(String mode, String url, Path file, String text) throws Exception {
        Ended ended = command(60, "node", "client.mjs", mode, url, file.toAbsolutePath().toString(), text);
        assertEquals(0, ended.status(), ended.output());
    }

    private record Ended(int status, String output) {
    }

    private static Ended command(int seconds, String... command) throws Exception {
        Path output = HOME.resolve(command[0] + ".log");
        Process process;
        try {
            process = new ProcessBuilder(command).directory(HOME.toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
        } catch (IOException e) {
            return new Ended(-1, e.getMessage());
        }
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Ended(-1, "no end within " + seconds + " s\n" + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
