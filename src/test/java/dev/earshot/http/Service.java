package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.config.Config;
import dev.earshot.http.access.Limits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The verticle on a free port, with {@link FakeModules} behind it and a client in front of it. */
public final class Service {

    static final String BOUNDARY = "earshot-test-boundary";

    public final FakeModules modules;
    final HttpVerticle verticle;
    final Path uploads;

    private final Vertx vertx;
    private final String deployment;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public Service(Vertx vertx, Path data) throws Exception {
        this(vertx, config(data));
    }

    /** A free port, uploads of at most 1 MB. */
    public static Config config(Path data) {
        return Config.defaults().with(Map.of("data", data, "host", "127.0.0.1", "port", 0, "http.max_upload_mb", 1));
    }

    public Service(Vertx vertx, Config config) throws Exception {
        this(vertx, config, Limits.STANDARD);
    }

    Service(Vertx vertx, Config config, Limits limits) throws Exception {
        this.vertx = vertx;
        Bus bus = new Bus(vertx, "test");
        modules = new FakeModules(bus);
        verticle = new HttpVerticle(bus, config, "1.2.3", limits, Clock.systemUTC());
        uploads = config.data().resolve("uploads");
        deployment = done(vertx.deployVerticle(verticle));
    }

    public static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    void stop() throws Exception {
        done(vertx.undeploy(deployment));
    }

    public String url() {
        return "http://127.0.0.1:" + verticle.port();
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    /** Posts a form with a file, and waits elsewhere; {@code fields} are names and values in turn. */
    CompletableFuture<HttpResponse<String>> later(String path, String... fields) {
        return client.sendAsync(HttpRequest.newBuilder(URI.create(url() + path)).header("Content-Type", multipart())
                .POST(HttpRequest.BodyPublishers.ofString(form(file("speech.wav", "RIFF some audio"), fields))).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Posts a form with a file; {@code fields} are names and values in turn. */
    HttpResponse<String> post(String path, String... fields) throws Exception {
        return send("POST", path, form(file("speech.wav", "RIFF some audio"), fields), "Content-Type", multipart());
    }

    public static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    static String multipart() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    public static String form(String file, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"").append(fields[i]).append("\"\r\n\r\n")
                    .append(fields[i + 1]).append("\r\n");
        }
        return form + file + "--" + BOUNDARY + "--\r\n";
    }

    public static String file(String name, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n"
                + "Content-Type: audio/wav\r\n\r\n" + content + "\r\n";
    }

    /** A connection of bytes, for clients that misbehave. */
    public Socket connect() throws IOException {
        return connect("127.0.0.1");
    }

    /** @param from this machine's own address that the service sees */
    Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("127.0.0.1", verticle.port()));
        return socket;
    }

    /** The head of a POST of a form. */
    public static String head(String path, String lengthHeader) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + multipart() + "\r\n" + lengthHeader + "\r\n\r\n";
    }

    /** A whole POST of a form with a file. */
    static String whole(String path, String... fields) {
        String body = form(file("speech.wav", "RIFF some audio"), fields);
        return head(path, "Content-Length: " + body.length()) + body;
    }

    public static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads until the text holds this, or the connection ends. */
    public static String readUntil(Socket socket, String wanted) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[8192];
        int searched = 0;
        while (read.indexOf(wanted, searched) < 0) {
            searched = Math.max(0, read.length() - wanted.length());
            int n = socket.getInputStream().read(buffer);
            if (n < 0) {
                break;
            }
            read.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
        return read.toString();
    }

    /** Waits, by the file system's events, until the uploads folder is as wanted. */
    void awaitUploads(Predicate<List<String>> wanted) throws Exception {
        try (WatchService watch = uploads.getFileSystem().newWatchService()) {
            uploads.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
            while (!wanted.test(uploadNames())) {
                WatchKey key = watch.poll(20, TimeUnit.SECONDS);
                if (key == null) {
                    throw new AssertionError("the uploads folder stays at " + uploadNames());
                }
                key.pollEvents();
                key.reset();
            }
        }
    }

    public List<String> uploadNames() throws IOException {
        try (Stream<Path> files = Files.list(uploads)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
