package dev.earshot.whole;

import dev.earshot.bench.ProcessTree;
import dev.earshot.bench.ServeProcess;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A model that comes and goes a hundred times leaves nothing behind. */
class LoadCyclesTest {

    private static final int CYCLES = 100;
    private static final long ALLOWED = 10_000_000;
    /** The launcher's, about memory: with the JVM's own, a heap that nobody has filled yet looks like a leak. */
    private static final String FLAGS = "-Xms6m -Xmx256m -Xss512k -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 -XX:ReservedCodeCacheSize=32m";
    private static final Map<String, String> SETTINGS = Map.of("EARSHOT_MODELS_DEFAULT", "micro.en", "JAVA_TOOL_OPTIONS", FLAGS,
            "MALLOC_ARENA_MAX", "2", "MALLOC_TRIM_THRESHOLD_", "131072");

    @Test
    void aHundredLoadsAndUnloadsEndWithTheMemoryTheyBeganWith(@TempDir Path data) throws Exception {
        assumeTrue(ProcessTree.supported());
        try (ServeProcess process = new ServeProcess(data, SETTINGS)) {
            Client client = new Client(process.url());
            // What is used for the first time stays: classes, buffers, the thread that collects garbage on demand.
            ProcessHandle service = cycle(client);
            long before = resident(process.tree(), service);

            for (int i = 0; i < CYCLES; i++) {
                cycle(client);
            }
            long after = resident(process.tree(), service);

            assertTrue(after < before + ALLOWED, before + " bytes before, after " + after);
            assertEquals(List.of(), service.children().toList());
            try (Stream<Path> scratch = Files.list(data.resolve("tmp")).filter(folder -> folder.getFileName().toString().startsWith("engine-"))) {
                assertEquals(List.of(), scratch.toList());
            }
        }
    }

    /** Loads and unloads; returns the service's process, which is the parent of the engine's. */
    private static ProcessHandle cycle(Client client) throws IOException, InterruptedException {
        long engine = ok(client.post("/api/models/micro.en/load")).getLong("pid");
        ProcessHandle service = ProcessHandle.of(engine).flatMap(ProcessHandle::parent).orElseThrow();
        ok(client.post("/api/models/micro.en/unload"));
        return service;
    }

    private static JsonObject ok(HttpResponse<String> answer) {
        assertTrue(answer.statusCode() < 300, answer.statusCode() + ": " + answer.body());
        return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    }

    private static long resident(ProcessTree tree, ProcessHandle service) throws IOException, InterruptedException {
        Process collect = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(service.pid()),
                "GC.run").redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertEquals(0, collect.waitFor(), "jcmd");
        return tree.memory().rss();
    }
}
