package dev.earshot.bench.abuse;

import dev.earshot.bench.ServeProcess;
import io.vertx.core.json.JsonObject;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service under attack, in a process of its own, and an HTTP client for it. Requests may come from several threads. */
final class Target implements AutoCloseable {

    static final String MODEL = "micro.en";
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final String BOUNDARY = "earshot-abuse";
    /** Uploads of failed jobs go with them, so that whatever is left in the folder is a leftover. */
    private static final Map<String, String> SETTINGS = Map.of("EARSHOT_MODELS_DEFAULT", MODEL, "EARSHOT_JOBS_KEEP_FAILED_HOURS", "0",
            "EARSHOT_JOBS_QUEUE_LIMIT", "1000", "EARSHOT_AUDIO_STALL_SECONDS", "5");

    private final Path data;
    private final Path log;
    private final List<String> wrapper;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile ServeProcess process;

    /**
     * Starts it.
     *
     * @param log     receives the service's stderr
     * @param wrapper a command that is given the service's own command to run; empty for none
     */
    Target(Path data, Path log, List<String> wrapper) throws IOException {
        this.data = data;
        this.log = log;
        this.wrapper = List.copyOf(wrapper);
        start();
    }

    void start() throws IOException {
        process = new ServeProcess(data, new HashMap<>(SETTINGS), ProcessBuilder.Redirect.appendTo(log.toFile()), wrapper);
    }

    void kill() {
        process.kill();
    }

    Path data() {
        return data;
    }

    long pid() {
        return process.pid();
    }

    Processes processes() {
        return new Processes(process.pid());
    }

    String host() {
        return URI.create(process.url()).getHost();
    }

    int port() {
        return URI.create(process.url()).getPort();
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    Answer post(String path, String type, byte[] body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)).build());
    }

    Answer put(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(process.url() + path)).timeout(ANSWER_LIMIT);
    }

    /** Uploads a file with fields, given as names and values in turn. */
    Answer upload(String route, String name, byte[] file, String... fields) {
        return post(route, "multipart/form-data; boundary=" + BOUNDARY, multipart(name, file, fields));
    }

    static byte[] multipart(String name, byte[] file, String... fields) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            body.writeBytes(text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + fields[i] + "\"\r\n\r\n" + fields[i + 1] + "\r\n"));
        }
        body.writeBytes(text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
        body.writeBytes(file);
        body.writeBytes(text("\r\n--" + BOUNDARY + "--\r\n"));
        return body.toByteArray();
    }

    static String boundary() {
        return BOUNDARY;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A batch job for a file: its id, or null where it was not accepted. */
    String submit(String name, byte[] file) {
        Answer answer = upload("/api/jobs", name, file, "model", MODEL, "priority", "batch");
        return answer.status() == 202 ? new JsonObject(answer.body()).getString("id") : null;
    }

    /** A job as it is, or null where the service does not answer that. */
    JsonObject job(String id) {
        Answer answer = get("/api/jobs/" + id);
        return answer.ok() ? new JsonObject(answer.body()) : null;
    }

    boolean ready() {
        return get("/ready").ok();
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (HttpTimeoutException e) {
            return new Answer(Answer.NO_ANSWER, request.method() + " " + request.uri().getRawPath());
        } catch (IOException e) {
            return Answer.NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.NONE;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
