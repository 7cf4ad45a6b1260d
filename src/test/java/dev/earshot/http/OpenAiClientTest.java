package dev.earshot.http;

import dev.earshot.bus.Fault;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** OpenAI's own client for Node, unmodified, against the routes; see {@link NodeClient} for when it runs. */
@ExtendWith(VertxExtension.class)
class OpenAiClientTest {

    private static final Path SOUND = Path.of("samples", "hello-world.wav");

    private Service service;

    @BeforeAll
    static void install() throws Exception {
        NodeClient.install();
    }

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        service = new Service(vertx, data);
    }

    @Test
    void itTranscribesInEveryFormatAndStreams() throws Exception {
        NodeClient.run("transcribe", service.url(), SOUND, FakeModules.TEXT);
    }

    @Test
    void itTranslates() throws Exception {
        NodeClient.run("translate", service.url(), SOUND, FakeModules.TEXT);
    }

    @Test
    void itUnderstandsFailures() throws Exception {
        NodeClient.run("errors", service.url(), SOUND, "");
    }

    @Test
    void itUnderstandsAFullQueue() throws Exception {
        service.modules.refuse(new Fault(Fault.Code.QUEUE_FULL, "256 jobs wait already; try again later."));
        NodeClient.run("queue-full", service.url(), SOUND, "");
    }
}
