package dev.earshot.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An {@code earshot serve} in a process of its own, on a port of its own, as a user runs it: measured here, and killed by tests.
 * One thread at a time.
 */
public final class ServeProcess implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("listens on http://127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final String url;
    private final double readySeconds;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, OpenAiServer> models = new HashMap<>();

    /**
     * Starts it and waits until it listens.
     *
     * @param settings environment variables on top of this process' own
     */
    public ServeProcess(Path data, Map<String, String> settings) throws IOException {
        this(data, settings, ProcessBuilder.Redirect.DISCARD);
    }

    /** @param log where its stderr goes */
    public ServeProcess(Path data, Map<String, String> settings, ProcessBuilder.Redirect log) throws IOException {
        this(data, settings, log, List.of());
    }

    /** @param wrapper a command that is given the service's own command to run, and becomes it; empty for none */
    public ServeProcess(Path data, Map<String, String> settings, ProcessBuilder.Redirect log, List<String> wrapper) throws IOException {
        ProcessBuilder builder = command(List.of("serve", "--host", "127.0.0.1", "--port", settings.getOrDefault("EARSHOT_PORT", "0"), "--data",
                data.toString())).redirectError(log);
        builder.command().addAll(0, wrapper);
        builder.environment().putAll(settings);
        long began = System.nanoTime();
        process = builder.start();
        BufferedReader out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        String line;
        while ((line = out.readLine()) != null) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                readySeconds = (System.nanoTime() - began) / 1e9;
                url = "http://127.0.0.1:" + listens.group(1);
                drain(out);
                return;
            }
        }
        throw new IOException("the service ended before it was ready; try 'earshot serve --data " + data + "'");
    }

    /** Earshot with some arguments, by the launcher that started this very process, or by Java where there was none. */
    public static ProcessBuilder command(List<String> arguments) {
        String launcher = System.getProperty("earshot.launcher");
        List<String> command = new ArrayList<>();
        if (launcher != null) {
            command.add(launcher);
        } else {
            command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
            if (Runtime.version().feature() >= 22) {
                command.add("--enable-native-access=ALL-UNNAMED");
            }
            if (Runtime.version().feature() >= 24) {
                command.add("--sun-misc-unsafe-memory-access=allow");
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.earshot.Main"));
        }
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private static void drain(BufferedReader out) {
        Thread reader = new Thread(() -> {
            try {
                out.transferTo(Writer.nullWriter());
            } catch (IOException e) {
                // The pipe went with the process.
            }
        }, "bench-drain");
        reader.setDaemon(true);
        reader.start();
    }

    double readySeconds() {
        return readySeconds;
    }

    /** The service's own process. */
    public long pid() {
        return process.pid();
    }

    /** Where it listens. */
    public String url() {
        return url;
    }

    /** Its memory and CPU time, those of its engines included. */
    public ProcessTree tree() {
        return new ProcessTree(process.toHandle());
    }

    /** Transcribes English over HTTP, as an OpenAI client does, and returns the text. */
    String transcribe(byte[] wav, String model) {
        return transcribe(wav, model, "en");
    }

    /** @param language a code; null to have it detected */
    String transcribe(byte[] wav, String model, String language) {
        return server(model).transcribe(wav, language);
    }

    /** The same with the times of words, as {@code verbose_json}. */
    String words(byte[] audio, String model) {
        return server(model).words(audio);
    }

    private OpenAiServer server(String model) {
        return models.computeIfAbsent(model, name -> new OpenAiServer(url, name, null));
    }

    /** Downloads a model and returns when it is there. */
    void pull(String model) {
        String lines = send(HttpRequest.newBuilder(URI.create(url + "/api/models/" + model + "/pull")).header("Accept", "application/x-ndjson")
                .POST(BodyPublishers.noBody()).build());
        if (!lines.endsWith("{\"status\":\"success\"}")) {
            throw new IllegalStateException(lines);
        }
    }

    void unload(String model) {
        send(HttpRequest.newBuilder(URI.create(url + "/api/models/" + model + "/unload")).POST(BodyPublishers.noBody()).build());
    }

    private String send(HttpRequest request) {
        return OpenAiServer.send(client, request);
    }

    /** Ends it as {@code kill -9} does. */
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
