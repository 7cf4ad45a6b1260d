package dev.earshot.whole;

import dev.earshot.boot.Service;
import io.vertx.core.json.JsonObject;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** An HTTP client as any user would write one. */
public final class Client {

    private static final String BOUNDARY = "0123456789";

    private final String base;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param base the service's address */
    public Client(String base) {
        this.base = base;
    }

    public Client(Service service) {
        this("http://127.0.0.1:" + service.port());
    }

    public String base() {
        return base;
    }

    public HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).DELETE().build(), BodyHandlers.ofString());
    }

    public String get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString()).body();
    }

    public JsonObject getJson(String path) throws IOException, InterruptedException {
        return new JsonObject(http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString()).body());
    }

    public JsonObject putJson(String path, JsonObject body) throws IOException, InterruptedException {
        return json(path, "PUT", body);
    }

    public JsonObject postJson(String path, JsonObject body) throws IOException, InterruptedException {
        return json(path, "POST", body);
    }

    private JsonObject json(String path, String method, JsonObject body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.encode())).build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    /** The lines of a model's download. */
    public List<JsonObject> pull(String model) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(base + "/api/models/" + model + "/pull")).header("Accept", "application/x-ndjson")
                .POST(BodyPublishers.noBody()).build(), BodyHandlers.ofLines()).body().map(JsonObject::new).toList();
    }

    /** Uploads a file with fields, given as names and values in turn. */
    public CompletableFuture<HttpResponse<String>> upload(String path, Path file, String... fields) {
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int i = 0; i < fields.length; i += 2) {
                body.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + fields[i] + "\"\r\n\r\n" + fields[i + 1]
                        + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
            body.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file.getFileName()
                    + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            body.write(Files.readAllBytes(file));
            body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return http.sendAsync(HttpRequest.newBuilder(URI.create(base + path))
                    .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .POST(BodyPublishers.ofByteArray(body.toByteArray())).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The text of a file, by the OpenAI route. */
    public String transcribe(Path file) {
        HttpResponse<String> response = upload("/v1/audio/transcriptions", file, "model", "whisper-1", "response_format", "text").join();
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + ": " + response.body());
        }
        return response.body().strip();
    }

    /** Follows a job's events to its end. */
    public JsonObject await(String job) throws IOException, InterruptedException {
        try (Stream<JsonObject> events = events(job)) {
            return events.filter(document -> !document.getString("state").matches("queued|waiting|running|paused"))
                    .findFirst().orElseThrow(() -> new AssertionError("the events ended before the job did"));
        }
    }

    /** A job's documents as it changes. */
    public Stream<JsonObject> events(String job) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/jobs/" + job)).header("Accept", "text/event-stream").build();
        return http.send(request, BodyHandlers.ofLines()).body().filter(line -> line.startsWith("data:"))
                .map(line -> new JsonObject(line.substring(5)));
    }
}
