package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.http.access.Limits;
import dev.earshot.http.request.QueryParameters;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Segment;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

import static dev.earshot.http.Service.readUntil;
import static dev.earshot.http.Service.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Frames without end that are no messages: those of the WebSocket protocol itself, from clients that speak it by hand. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BridgeFloodTest {

    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final Duration LONG = Duration.ofMinutes(10);

    /** A connection that is a WebSocket. */
    private static Socket socket(Service service) throws IOException {
        Socket socket = service.connect();
        write(socket, "GET " + QueryParameters.EVENT_BUS + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertTrue(readUntil(socket, "\r\n\r\n").startsWith("HTTP/1.1 101 "));
        return socket;
    }

    /** Frames of a client, each with this payload; the mask is zero. */
    private static byte[] frames(int kind, String payload, int times) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            frames.write(kind);
            frames.write(0x80 | payload.length());
            frames.writeBytes(new byte[4]);
            frames.writeBytes(payload.getBytes(StandardCharsets.ISO_8859_1));
        }
        return frames.toByteArray();
    }

    /** The status in the next close frame; what comes before it is skipped. */
    private static int closeStatus(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int kind = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (kind == CLOSE) {
                return in.readUnsignedShort();
            }
            in.readFully(new byte[length == 126 ? in.readUnsignedShort() : length]);
        }
    }

    @ParameterizedTest
    @CsvSource({"ping, 0x89, 0x89, ''", "ping with a payload, 0x89, 0x89, abc", "pong, 0x8a, 0x8a, ''", "empty parts of a message, 0x01, 0x00, ''",
        "parts of a message, 0x01, 0x00, x"})
    void whoFloodsIsDisconnected(String name, int first, int then, String payload, Vertx vertx, @TempDir Path data) throws Exception {
        Service service = new Service(vertx, data);
        Listener other = new Listener(vertx, service);
        other.register(JobMessages.SEGMENT.name());
        try (Socket flood = socket(service)) {
            flood.getOutputStream().write(frames(first, payload, 1));
            flood.getOutputStream().write(frames(then, payload, Limits.SOCKET_FRAMES));
            assertEquals(1008, closeStatus(flood));
        }
        hear(new Bus(vertx, "test"), 0, "heard all the same");
        assertEquals("heard all the same", other.heard().getJsonObject("body").getString("text"));
    }

    @Test
    void whoPingsNowAndThenIsAnsweredAndStays(Vertx vertx, @TempDir Path data) throws Exception {
        Listener listener = new Listener(vertx, new Service(vertx, data));
        BlockingQueue<Buffer> pongs = new LinkedBlockingQueue<>();
        listener.socket.pongHandler(pongs::add);
        for (int i = 0; i < Limits.SOCKET_FRAMES / 2; i++) {
            Buffer payload = Buffer.buffer("ping " + i);
            Service.done(listener.socket.writePing(payload));
            assertEquals(payload, FakeModules.taken(pongs));
        }
        listener.register(JobMessages.SEGMENT.name());
        assertTrue(listener.closes.isEmpty());
    }

    @Test
    void whoIsDisconnectedAndDoesNotReadItLeavesItsPlace(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = new Service(vertx, Service.config(data), Limits.STANDARD.atOnce(10, 1, 2).within(Duration.ofSeconds(2), LONG, LONG, LONG));
        Bus bus = new Bus(vertx, "test");
        Listener fast = new Listener(vertx, service);
        fast.register(JobMessages.SEGMENT.name());
        try (Socket stuck = socket(service)) {
            stuck.getOutputStream().write(frames(TEXT, "{\"type\":\"register\",\"address\":\"" + JobMessages.SEGMENT.name() + "\"}", 1));
            stuck.getOutputStream().write(frames(TEXT, "{\"type\":\"ping\"}", 1));
            readUntil(stuck, "pong");
            // Far more than the systems between the two hold.
            for (int round = 0; round < 30; round++) {
                for (int i = 0; i < 4; i++) {
                    hear(bus, i, "w".repeat(50_000));
                }
                for (int i = 0; i < 4; i++) {
                    assertEquals(i, fast.heard().getJsonObject("body").getInteger("index"));
                }
            }
            assertThrows(IOException.class, () -> {
                while (true) {
                    stuck.getOutputStream().write(frames(0x89, "", 1000));
                }
            }, "the service reads no more of it, and it ends");
            awaitPlace(vertx, service);
        }
        service.stop();
    }

    private static void hear(Bus bus, int index, String text) {
        bus.publish(JobMessages.SEGMENT, new WindowDone("job1", index, List.of(new Segment(0, 1, text)), text, 1, 2.0));
    }

    /** A place that was left is noticed by the service a little later. */
    private static void awaitPlace(Vertx vertx, Service service) throws Exception {
        while (true) {
            try {
                new Listener(vertx, service);
                return;
            } catch (ExecutionException full) {
                assertEquals(429, ((UpgradeRejectedException) full.getCause()).getStatus());
            }
        }
    }
}
