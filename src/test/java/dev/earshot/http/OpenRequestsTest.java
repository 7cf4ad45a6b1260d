package dev.earshot.http;

import dev.earshot.http.answer.HeaderText;
import dev.earshot.http.answer.Responses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whatever goes wrong wherever in the work on a request: its client is answered. */
@ExtendWith(VertxExtension.class)
class OpenRequestsTest {

    /** Routes that fail, each in its own way, and one that takes longer. */
    private static final class Failing extends VerticleBase {

        private HttpServer server;

        @Override
        public Future<?> start() {
            OpenRequests open = new OpenRequests(vertx);
            context.exceptionHandler(open::onUncaught);
            Router router = Router.router(vertx);
            router.route().handler(ctx -> {
                open.add(ctx);
                ctx.next();
            });
            router.get("/success").handler(ctx -> vertx.timer(1).onSuccess(done -> {
                throw new IllegalStateException("secret");
            }));
            router.get("/blocking").handler(ctx -> vertx.executeBlocking(() -> 1).onComplete(done -> {
                throw new StackOverflowError("secret");
            }));
            router.get("/timer").handler(ctx -> vertx.setTimer(1, late -> {
                throw new IllegalStateException("secret");
            }));
            router.get("/finish").handler(ctx -> Responses.finish(ctx, Future.succeededFuture("x"), value -> {
                throw new IllegalStateException("secret");
            }));
            router.get("/header").handler(ctx -> Responses.finish(ctx, Future.succeededFuture("a\nb"), value -> {
                ctx.response().putHeader("X-Earshot-Model", value);
                Responses.json(ctx, 200, value);
            }));
            router.get("/waiting").handler(ctx -> vertx.timer(500).onSuccess(done -> Responses.json(ctx, 200, "well")));
            server = vertx.createHttpServer().requestHandler(router);
            return server.listen(0, "127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "blocking", "timer", "finish", "header"})
    void anExceptionInACallbackIsAnswered(String path, Vertx vertx) throws Exception {
        Failing failing = new Failing();
        Service.done(vertx.deployVerticle(failing));
        // As the service itself, which speaks no HTTP/2.
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        CompletableFuture<HttpResponse<String>> beside = client.sendAsync(request(failing, "waiting"), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> answer = client.sendAsync(request(failing, path), HttpResponse.BodyHandlers.ofString()).get(20, TimeUnit.SECONDS);
        assertEquals(500, answer.statusCode());
        assertTrue(answer.body().contains("Internal error") && answer.body().contains("internal"), answer.body());
        assertFalse(answer.body().contains("secret") || answer.body().contains("java"), answer.body());
        assertEquals("\"well\"", beside.get(20, TimeUnit.SECONDS).body(), "and nobody else is");
    }

    @Test
    void textInHeadersIsOneLineOfAscii() {
        assertEquals("base", HeaderText.of("base"));
        assertEquals("80 % busy, 100%", HeaderText.of("80 % busy, 100%"));
        assertEquals("%C3%BCn%C3%AF-%E6%A8%A1%F0%9F%98%80", HeaderText.of("ünï-模😀"));
        assertEquals("a%0D%0AX: b%2541", HeaderText.of("a\r\nX: b%41"));
    }

    private static HttpRequest request(Failing failing, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + failing.server.actualPort() + "/" + path)).build();
    }
}
