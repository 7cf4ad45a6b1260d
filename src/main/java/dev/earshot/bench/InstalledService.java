package dev.earshot.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code earshot serve} of an installation, which may become another version while it starts. One thread at a time. */
public final class InstalledService implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("Earshot (\\S+) listens on (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final BufferedReader out;
    private String version;
    private String url;

    /** Starts it, and returns at once. */
    public InstalledService(Path launcher, Path data, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(launcher.toString(), "serve", "--host", "127.0.0.1", "--port", "0", "--data", data.toString()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "EARSHOT_ENGINE_THREADS", "1"));
        process = builder.start();
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Returns whether it listens; not where it has ended. */
    public boolean await() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                version = listens.group(1);
                url = listens.group(2);
                Thread drain = new Thread(this::drain, "bench-drain");
                drain.setDaemon(true);
                drain.start();
                return true;
            }
        }
        process.onExit().join();
        return false;
    }

    private void drain() {
        try {
            out.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The pipe went with the process.
        }
    }

    /** Which version listens. */
    public String version() {
        return version;
    }

    public String url() {
        return url;
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it and all that it has started as {@code kill -9} does. */
    public void killAll() {
        List<ProcessHandle> all = process.descendants().toList();
        kill();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends it alone as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops it in order. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
