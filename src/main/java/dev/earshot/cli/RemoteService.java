package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** A running service, over its HTTP API. Every failure is a {@link Fault}. Blocking and thread-safe. */
final class RemoteService {

    private final URI base;
    private final String key;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();

    /** @param key the API key to send, or null for none */
    RemoteService(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    <T> T get(String path, Class<T> type) {
        return Json.read(text(send(request(path).GET().build(), BodyHandlers.ofInputStream())), type);
    }

    void post(String path) {
        text(send(request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofInputStream()));
    }

    <T> T post(String path, Class<T> type) {
        return Json.read(text(send(request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofInputStream())), type);
    }

    void delete(String path) {
        text(send(request(path).DELETE().build(), BodyHandlers.ofInputStream()));
    }

    <T> T post(String path, Multipart form, Class<T> type) {
        HttpRequest request = request(path).header("Content-Type", form.contentType()).POST(form.body()).build();
        return Json.read(text(send(request, BodyHandlers.ofInputStream())), type);
    }

    /** The data of server-sent events, as they come; close it. */
    Stream<String> events(String path) {
        HttpRequest request = request(path).header("Accept", "text/event-stream").GET().build();
        return send(request, BodyHandlers.ofLines()).body()
                .filter(line -> line.startsWith("data:")).map(line -> line.substring(5).strip());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            HttpResponse<T> response = client.send(request, info ->
                    info.statusCode() < 400 ? handler.apply(info) : failure(info.statusCode()));
            return response;
        } catch (ConnectException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "No Earshot answers at " + base
                    + ". Start one with 'earshot serve', or say where it is with --server.");
        } catch (IOException e) {
            if (e.getCause() instanceof Fault fault) {
                throw fault;
            }
            throw new Fault(Fault.Code.UNAVAILABLE, "The connection to " + base + " broke: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Code.CANCELLED, "Interrupted.");
        }
    }

    /** Reads an error answer whole and fails with what it says. */
    private <T> HttpResponse.BodySubscriber<T> failure(int status) {
        return HttpResponse.BodySubscribers.mapping(
                HttpResponse.BodySubscribers.ofString(java.nio.charset.StandardCharsets.UTF_8), text -> {
                    throw fault(status, text);
                });
    }

    private Fault fault(int status, String text) {
        if (status == Fault.Code.UNAUTHORIZED.status()) {
            return new Fault(Fault.Code.UNAUTHORIZED, base + (key == null ? " wants an API key: set EARSHOT_API_KEY, or use --api-key."
                    : " does not know this API key. See EARSHOT_API_KEY and --api-key; 'earshot key' makes a new one for the service."));
        }
        try {
            JsonObject problem = new JsonObject(text);
            return new Fault.Info(problem.getString("code"), problem.getString("detail"), false).toFault();
        } catch (RuntimeException e) {
            return new Fault(Fault.Code.INTERNAL, base + " answered with status " + status + "; is it an Earshot?");
        }
    }

    private static String text(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
