package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A client of a running service's HTTP API. Every failure is a {@link Fault}. Blocking and thread-safe. */
final class RemoteService {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Short, as a command can do without the service of the data directory where that does not answer. */
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);

    private final URI base;
    private final String key;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT).build();

    /** @param key the API key to send, or null for none */
    RemoteService(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    /**
     * Appends segments to a path.
     *
     * @param segments not encoded
     */
    static String path(String first, String... segments) {
        StringBuilder path = new StringBuilder(first);
        for (String segment : segments) {
            path.append('/').append(encoded(segment));
        }
        return path.toString();
    }

    /**
     * Appends a query to a path.
     *
     * @param parameters names and values in turn; parameters with a null value are omitted
     */
    static String query(String path, Object... parameters) {
        List<String> query = new ArrayList<>();
        for (int i = 0; i < parameters.length; i += 2) {
            if (parameters[i + 1] != null) {
                query.add(parameters[i] + "=" + encoded(parameters[i + 1].toString()));
            }
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Fails with {@code unavailable} where the service does not answer, with {@code unauthorized} where it requires another API key. */
    void check() {
        text(send(request("/api/version").timeout(CHECK_TIMEOUT).GET().build(), BodyHandlers.ofInputStream()));
    }

    <T> T get(String path, Class<T> type) {
        return Json.read(get(path), type);
    }

    /** Returns the body as text. */
    String get(String path) {
        return text(send(request(path).GET().build(), BodyHandlers.ofInputStream()));
    }

    <T> T post(String path, Class<T> type) {
        return Json.read(answer("POST", path, null), type);
    }

    <T> T post(String path, Object body, Class<T> type) {
        return Json.read(answer("POST", path, body), type);
    }

    void post(String path) {
        answer("POST", path, null);
    }

    <T> T put(String path, Object body, Class<T> type) {
        return Json.read(answer("PUT", path, body), type);
    }

    void delete(String path) {
        answer("DELETE", path, null);
    }

    <T> T post(String path, Multipart form, Class<T> type) {
        HttpRequest request = request(path).header("Content-Type", form.contentType()).POST(form.body()).build();
        return Json.read(text(send(request, BodyHandlers.ofInputStream())), type);
    }

    /** The data of server-sent events; the caller closes the stream. */
    Stream<String> events(String path) {
        HttpRequest request = request(path).header("Accept", "text/event-stream").GET().build();
        return send(request, BodyHandlers.ofLines()).body()
                .filter(line -> line.startsWith("data:")).map(line -> line.substring(5).strip());
    }

    private String answer(String method, String path, Object body) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body));
        HttpRequest.Builder request = request(path).method(method, content);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return text(send(request.build(), BodyHandlers.ofInputStream()));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, info -> info.statusCode() < 400 ? handler.apply(info) : failure(info.statusCode()));
        } catch (ConnectException e) {
            throw new Fault(Fault.Code.UNAVAILABLE, "No Earshot service answers at " + base
                    + ". Start one with 'earshot serve', or give its address with --server.");
        } catch (IOException e) {
            if (e.getCause() instanceof Fault fault) {
                throw fault;
            }
            throw connectionLost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Code.CANCELLED, "Interrupted.");
        }
    }

    /** Fails with the problem of an error response. */
    private <T> HttpResponse.BodySubscriber<T> failure(int status) {
        return HttpResponse.BodySubscribers.mapping(HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8), text -> {
            throw fault(status, text);
        });
    }

    private Fault fault(int status, String text) {
        if (status == Fault.Code.UNAUTHORIZED.status()) {
            return new Fault(Fault.Code.UNAUTHORIZED, base + (key == null ? " requires an API key: set EARSHOT_API_KEY, or use --api-key."
                    : " does not accept this API key. Check EARSHOT_API_KEY or --api-key; 'earshot key' makes a new one for the service."));
        }
        try {
            JsonObject problem = new JsonObject(text);
            return new Fault.Info(problem.getString("code"), problem.getString("detail"), false).toFault();
        } catch (RuntimeException e) {
            return new Fault(Fault.Code.INTERNAL, base + " answered with status " + status + "; is it an Earshot service?");
        }
    }

    private String text(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw connectionLost(e);
        }
    }

    private Fault connectionLost(IOException e) {
        return new Fault(Fault.Code.UNAVAILABLE, "The connection to " + base + " was lost: " + e.getMessage(), e);
    }
}
