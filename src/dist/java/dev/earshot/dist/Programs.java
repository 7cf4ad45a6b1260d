package dev.earshot.dist;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a program of the build to its end. */
final class Programs {

    private Programs() {
    }

    /** @throws IOException with what the program said, if it fails */
    static void run(Path folder, Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        File output = File.createTempFile("earshot-dist", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output);
            builder.environment().putAll(environment);
            int code = builder.start().waitFor();
            if (code != 0) {
                throw new IOException(String.join(" ", command) + " failed with code " + code + ":\n"
                        + new String(Files.readAllBytes(output.toPath()), StandardCharsets.UTF_8));
            }
        } finally {
            output.delete();
        }
    }
}
