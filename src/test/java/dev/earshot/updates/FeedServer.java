package dev.earshot.updates;

import dev.earshot.updates.install.Installation;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A release feed on a loopback port whose answers a test chooses. */
final class FeedServer {

    /** What was asked: path, and If-None-Match. */
    record Asked(String path, String etag) {
    }

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    volatile Consumer<HttpServerRequest> answer = json(release("v0.2.0"));
    private final HttpServer server;

    FeedServer(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(request -> {
            asked.add(new Asked(request.uri(), request.getHeader("If-None-Match")));
            answer.accept(request);
        });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    String origin() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** The feed's address, in GitHub's shape. */
    String address() {
        return origin() + "/repos/o/n/releases/latest";
    }

    static Consumer<HttpServerRequest> json(Object body) {
        return request -> request.response().putHeader("ETag", "\"one\"").end(body.toString());
    }

    static Consumer<HttpServerRequest> status(int status, String... headers) {
        return request -> {
            for (int i = 0; i < headers.length; i += 2) {
                request.response().putHeader(headers[i], headers[i + 1]);
            }
            request.response().setStatusCode(status).end();
        };
    }

    /** A release as GitHub announces it, with the archive for this platform. */
    static JsonObject release(String tag) {
        String archive = Installation.archiveName(tag.replace("v", ""));
        return new JsonObject().put("tag_name", tag).put("name", "Earshot " + tag).put("body", "- Faster.\r\n<script>alert(1)</script>")
                .put("html_url", "https://example.org/releases/" + tag).put("published_at", "2026-11-20T10:00:00Z").put("prerelease", false)
                .put("draft", false).put("assets", new JsonArray().add(new JsonObject().put("name", archive).put("size", 7)
                        .put("digest", "sha256:" + "0".repeat(64)).put("browser_download_url", "https://example.org/" + archive)));
    }
}
