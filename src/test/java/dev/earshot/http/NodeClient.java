package dev.earshot.http;

import dev.earshot.NodeProcess;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Runs {@code src/test/node/client.mjs} with Node, its packages installed under {@code target/}; see {@link NodeProcess} for where that
 * cannot be done.
 */
public final class NodeClient {

    private static final Path SOURCES = Path.of("src", "test", "node");
    /** Tests run in two processes at a time. */
    private static final Path HOME = Path.of("target", "node" + System.getProperty("earshot.fork", ""));

    private NodeClient() {
    }

    /** Installs what the lock file pins; skips the calling test where that cannot be done and need not. */
    public static void install() throws Exception {
        Files.createDirectories(HOME);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc", "client.mjs")) {
            Files.copy(SOURCES.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        command(120, "npm", "ci", "--no-audit", "--no-fund", "--prefer-offline").orSkip("the openai client cannot be installed here");
    }

    /**
     * @param mode as {@code client.mjs} explains
     * @param url  the service's address
     * @param text what is said in the file
     */
    public static void run(String mode, String url, Path file, String text) throws Exception {
        command(60, "node", "client.mjs", mode, url, file.toAbsolutePath().toString(), text).orFail();
    }

    private static NodeProcess command(int seconds, String... command) throws Exception {
        return NodeProcess.run(HOME, HOME.resolve(command[0] + ".log"), seconds, List.of(command));
    }
}
