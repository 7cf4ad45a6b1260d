package dev.earshot.dashboard;

import com.sun.net.httpserver.HttpServer;
import dev.earshot.NodeProcess;
import dev.earshot.bench.ServeProcess;
import dev.earshot.whole.Client;
import dev.earshot.whole.ModelServer;
import dev.earshot.whole.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A service at work, with its children, contacts nobody unless a user asks for it. Every system call of theirs that names a peer is recorded by
 * strace, so nothing is missed between two looks. That the record is complete is shown by a download at the end, which has to be in it.
 */
// Under strace on 25 it once did not end within its 3 minutes; why is not known yet.
@EnabledForJreRange(max = JRE.JAVA_24)
class NothingLeavesTest {

    /** All calls that name a peer, and the one way to send without any. */
    private static final List<String> TRACE = List.of("strace", "-f", "-D", "-q", "--seccomp-bpf", "-e", "signal=none", "-e",
            "trace=connect,sendto,sendmsg,sendmmsg,io_uring_setup");

    @TempDir
    private Path data;

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until the tracer ends, which is after all that it traces. */
    private CompletableFuture<List<String>> record(Path pipe) throws Exception {
        NodeProcess.run(data, data.resolve("mkfifo.log"), 60, List.of("mkfifo", pipe.toString())).orFail();
        return CompletableFuture.supplyAsync(() -> read(pipe));
    }

    private static boolean namesNetwork(String call) {
        return call.contains("sa_family=AF_") && !call.contains("sa_family=AF_UNIX") && !call.contains("sa_family=AF_NETLINK")
                || call.contains("io_uring_setup(");
    }

    private void catalog(ModelServer server, byte[] model) throws Exception {
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
        Files.writeString(data.resolve("models.json"), "{\"models\":[{\"name\":\"far.en\",\"file\":\"far.bin\",\"bytes\":" + model.length
                + ",\"sha256\":\"" + digest + "\",\"url\":\"" + server.url() + "\",\"languages\":\"en\",\"memory_mb\":150}]}");
    }

    @Test
    void aServiceAtWorkContactsNobodyUntilAUserAsksForADownload() throws Exception {
        List<String> trial = List.of("strace", "-f", "-D", "--seccomp-bpf", "-o", "/dev/null", "true");
        assumeTrue(NodeProcess.run(data, data.resolve("strace.log"), 60, trial).status() == 0, "strace is missing, or may not be used here");
        byte[] model = Files.readAllBytes(Path.of("src/main/resources/models/ggml-micro.en.bin"));
        AtomicInteger reports = new AtomicInteger();
        HttpServer telemetry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        telemetry.createContext("/", exchange -> {
            reports.incrementAndGet();
            exchange.close();
        });
        telemetry.start();
        Path pipe = data.resolve("calls");
        CompletableFuture<List<String>> calls = record(pipe);
        List<String> wrapper = new ArrayList<>(TRACE);
        wrapper.addAll(List.of("-o", pipe.toString()));
        // Every setting is the default (updates.check too, whose feed is empty) but one: there is an address for telemetry, so only the yes is missing.
        Map<String, String> settings = Map.of("EARSHOT_TELEMETRY_ENDPOINT", "http://127.0.0.1:" + telemetry.getAddress().getPort() + "/",
                "HF_HUB_OFFLINE", "0", "DO_NOT_TRACK", "0", "EARSHOT_TELEMETRY", "on");
        try (ModelServer server = new ModelServer(model)) {
            catalog(server, model);
            try (ServeProcess service = new ServeProcess(data, settings, Redirect.DISCARD, wrapper)) {
                work(service.url());
                assertEquals(0, server.requests.get());

                new Client(service.url()).pull("far.en");
            }
            List<String> named = calls.join().stream().filter(NothingLeavesTest::namesNetwork).toList();
            String port = "htons(" + server.url().replaceAll(".*:(\\d+)/.*", "$1") + ")";
            assertTrue(named.stream().anyMatch(call -> call.contains(port)), () -> "the download is not in the record: " + named);
            assertEquals(List.of(), named.stream().filter(call -> !call.contains(port)).toList());
        } finally {
            telemetry.stop(0);
        }
        assertEquals(0, reports.get());
    }

    /** What a user does on a first day. */
    private void work(String url) throws Exception {
        Client client = new Client(url);
        String text = client.upload("/v1/audio/transcriptions", Samples.named("digits"), "model", "micro.en", "response_format", "text").join().body();
        assertEquals(Samples.words(Samples.named("digits")), text.strip());
        assertTrue(client.getJson("/api/models").getJsonArray("models").size() > 1);
        // They would be sent a quarter of an hour later.
        assertEquals(0, client.getJson("/api/telemetry").getJsonArray("pending").size(), "nothing is collected before a yes");
        try (Browser browser = new Browser(url, Samples.named("digits"))) {
            browser.open("transcribe");
            // Nobody has answered yet.
            browser.await("section.question");
            for (String view : List.of("jobs", "models", "machine", "settings")) {
                browser.go(view);
            }
            assertEquals(List.of(), browser.script("return performance.getEntriesByType('resource').map(each => each.name)"
                    + ".filter(name => !name.startsWith(location.origin + '/'))"), "the page asks this service only");
        }
    }
}
