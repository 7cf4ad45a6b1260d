package dev.earshot.http;

import dev.earshot.http.access.Limits;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.upload.UploadReceiver;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An upload never outruns the disk: nothing is written while the file says that its queue is full. */
@ExtendWith(VertxExtension.class)
class BackPressureTest {

    private static final int MB = 1_000_000;

    @Test
    void theRequestWaitsForASlowDisk(Vertx vertx, @TempDir Path folder) throws Exception {
        Path path = folder.resolve("upload");
        SlowFile slow = new SlowFile(vertx, vertx.fileSystem().openBlocking(path.toString(), new OpenOptions()));
        Router router = Router.router(vertx);
        router.post().handler(ctx -> new UploadReceiver(ctx, slow.file(), 10 * MB, 64 * MB, Limits.STANDARD, Future::succeededFuture).receive()
                .onSuccess(name -> ctx.response().end(name))
                .onFailure(error -> Responses.fail(ctx, error)));
        HttpServer server = Service.done(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));

        String audio = "audio ".repeat(MB / 2);
        HttpResponse<String> answer = HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort())).version(HttpClient.Version.HTTP_1_1)
                        .header("Content-Type", Service.multipart())
                        .POST(HttpRequest.BodyPublishers.ofString(Service.form(Service.file("a.wav", audio)))).build(),
                HttpResponse.BodyHandlers.ofString());

        assertEquals("a.wav", answer.body());
        assertEquals(audio, Files.readString(path));
        assertTrue(slow.writes.get() > 10, "it came in pieces");
        assertEquals(0, slow.overruns.get());
    }

    /** A file whose queue is full after every write, for some turns of the event loop. */
    private static final class SlowFile {

        private static final int TURNS = 5;

        private final AtomicInteger writes = new AtomicInteger();
        private final AtomicInteger overruns = new AtomicInteger();
        private final Vertx vertx;
        private final AsyncFile real;
        private boolean full;

        SlowFile(Vertx vertx, AsyncFile real) {
            this.vertx = vertx;
            this.real = real;
        }

        AsyncFile file() {
            return (AsyncFile) Proxy.newProxyInstance(AsyncFile.class.getClassLoader(), new Class<?>[] {AsyncFile.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "write" -> {
                            writes.incrementAndGet();
                            overruns.addAndGet(full ? 1 : 0);
                            full = true;
                            yield real.write((Buffer) arguments[0]);
                        }
                        case "writeQueueFull" -> full;
                        case "drainHandler" -> {
                            @SuppressWarnings("unchecked")
                            Handler<Void> drained = (Handler<Void>) arguments[0];
                            drainAfter(TURNS, drained);
                            yield proxy;
                        }
                        default -> {
                            try {
                                yield method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }
                    });
        }

        private void drainAfter(int turns, Handler<Void> drained) {
            vertx.runOnContext(turn -> {
                if (turns > 0) {
                    drainAfter(turns - 1, drained);
                } else {
                    full = false;
                    drained.handle(null);
                }
            });
        }
    }
}
