package dev.earshot.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service in a JVM of its own, so that it can be killed. */
final class ServeProcess implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("listens on http://127\\.0\\.0\\.1:(\\d+)");

    final Process process;
    final Client client;
    private final int port;
    final List<String> announced = new ArrayList<>();

    ServeProcess(Path data, String... settings) throws IOException {
        ProcessBuilder builder = command(List.of("serve", "--port", "0", "--data", data.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Map.of("EARSHOT_MODELS_DEFAULT", "micro.en", "EARSHOT_LOG_LEVEL", "ERROR"));
        for (int i = 0; i < settings.length; i += 2) {
            builder.environment().put(settings[i], settings[i + 1]);
        }
        process = builder.start();
        BufferedReader out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        Integer bound = null;
        for (String line; bound == null && (line = out.readLine()) != null; ) {
            announced.add(line);
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                bound = Integer.valueOf(listens.group(1));
            }
        }
        if (bound == null) {
            throw new AssertionError("the service did not start: " + announced);
        }
        this.port = bound;
        client = new Client(port);
        Thread drain = new Thread(() -> out.lines().forEach(line -> { }));
        drain.setDaemon(true);
        drain.start();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Earshot's main class in a JVM like this one. */
    static ProcessBuilder command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "dev.earshot.Main"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        return builder;
    }

    /** As kill -9 does, and nothing is left to run after it. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
