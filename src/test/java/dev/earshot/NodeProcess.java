package dev.earshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Runs a command of Node. Where Node or the package registry is missing the calling test can be skipped, but never in CI (environment
 * {@code CI=true}).
 *
 * @param status the exit status; -1 where it could not be started or did not end in time
 * @param output what it wrote to standard output and standard error
 */
public record NodeProcess(int status, String output) {

    private static final boolean MUST_RUN = "true".equalsIgnoreCase(System.getenv("CI"));

    /**
     * Runs it to its end.
     *
     * @param log receives the output while it runs
     */
    public static NodeProcess run(Path directory, Path log, int timeoutSeconds, List<String> command) throws IOException, InterruptedException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        Process process;
        try {
            process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            return new NodeProcess(-1, e.getMessage());
        }
        if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new NodeProcess(-1, "no end within " + timeoutSeconds + " s\n" + Files.readString(log));
        }
        return new NodeProcess(process.exitValue(), Files.readString(log));
    }

    /** Skips the calling test where it failed, or fails it in CI. @param missing what cannot be done then */
    public void orSkip(String missing) {
        if (MUST_RUN) {
            assertEquals(0, status, output);
        }
        assumeTrue(status == 0, () -> missing + ": " + output);
    }

    /** Fails the calling test where it failed. */
    public void orFail() {
        assertEquals(0, status, output);
    }
}
