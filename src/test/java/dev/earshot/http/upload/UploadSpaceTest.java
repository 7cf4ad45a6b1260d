package dev.earshot.http.upload;

import dev.earshot.http.Service;
import dev.earshot.http.access.Limits;
import dev.earshot.http.answer.Responses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Uploads on a disk that is nearly full, or full. */
@ExtendWith(VertxExtension.class)
class UploadSpaceTest {

    private static final long LOOK = 100_000;

    private final AtomicLong space = new AtomicLong(Long.MAX_VALUE);
    private final Semaphore looked = new Semaphore(0);
    private Path folder;
    private HttpServer server;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        folder = data.resolve("uploads");
        UploadFolder uploads = new UploadFolder(vertx, folder, 10, Limits.STANDARD, LOOK, path -> {
            looked.release();
            return Future.succeededFuture(space.get());
        });
        Service.done(uploads.open());
        Router router = Router.router(vertx);
        router.post("/upload").handler(ctx -> uploads.receive(ctx).onSuccess(upload -> Responses.send(ctx, 200, Responses.JSON, "{}"))
                .onFailure(error -> Responses.fail(ctx, error)));
        router.post("/full").handler(ctx -> {
            ctx.request().pause();
            AsyncFile full = vertx.fileSystem().openBlocking("/dev/full", new OpenOptions().setCreate(false).setRead(false));
            new UploadReceiver(ctx, full, 10_000_000, LOOK, Limits.STANDARD, Future::succeededFuture).receive()
                    .onSuccess(name -> Responses.send(ctx, 200, Responses.JSON, "{}")).onFailure(error -> Responses.fail(ctx, error));
        });
        server = Service.done(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.actualPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** The answer's head and body. */
    private String post(String path, String body) throws IOException {
        try (Socket socket = connect()) {
            Service.write(socket, Service.head(path, "Content-Length: " + body.length()) + body);
            return Service.readUntil(socket, "}");
        }
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private void refused(String answer, String words) throws IOException {
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        assertTrue(answer.toLowerCase(Locale.ROOT).contains("retry-after: "), answer);
        assertTrue(answer.contains(words), answer);
        assertEquals(0, files(), "nothing of it is left");
    }

    @Test
    void whatWouldTakeTheReserveIsRefusedBeforeItIsReadAndWhatJustFitsIsNot() throws IOException {
        String body = Service.form(Service.file("a.wav", "audio"));
        space.set(Limits.DISK_RESERVE + body.length() - 1);
        refused(post("/upload", body), "no room");

        space.incrementAndGet();
        assertTrue(post("/upload", body).startsWith("HTTP/1.1 200 "));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(files.findFirst().orElseThrow()));
        }
        assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(folder));
    }

    @Test
    void aDiskThatFillsWhileAnUploadOfUnknownSizeArrivesEndsIt() throws Exception {
        space.set(Limits.DISK_RESERVE);
        try (Socket socket = connect()) {
            Service.write(socket, Service.head("/upload", "Transfer-Encoding: chunked"));
            // The first look is at the head of the request; from then on others fill the disk.
            assertTrue(looked.tryAcquire(20, TimeUnit.SECONDS));
            space.set(Limits.DISK_RESERVE - 1);
            String part = Service.file("a.wav", "x".repeat(2 * (int) LOOK));
            Service.write(socket, Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
            refused(Service.readUntil(socket, "}"), "no room");
        }
    }

    @Test
    void aDiskThatIsFullEndsItInWords() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        refused(post("/full", Service.form(Service.file("a.wav", "x".repeat(300_000)))), "could not be stored");
    }
}
