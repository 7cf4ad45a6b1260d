package dev.earshot.http;

import dev.earshot.bench.abuse.ContractFuzzer;
import dev.earshot.bench.abuse.ContractFuzzer.Request;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A few hundred requests made from the contract, most of them wrong: each is answered, with a status of the contract, never 500, and without Java. */
@ExtendWith(VertxExtension.class)
class ContractFuzzTest {

    private static final int REQUESTS = 600;
    private static final List<String> INSIDE = List.of("java.", "io.vertx", "io.netty", "dev.earshot", "Exception", "JsonToken", "/srv/data");

    @Test
    void everyAnswerIsOneOfTheContract(Vertx vertx, @TempDir Path data) throws Exception {
        Service service = new Service(vertx, data);
        ContractFuzzer fuzzer = ContractFuzzer.of(service.get("/openapi.yaml").body(), 1);
        Set<String> wrong = new TreeSet<>();
        for (int i = 0; i < REQUESTS; i++) {
            Request request = fuzzer.next();
            String answer = answer(service, request);
            int status = answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : -1;
            fuzzer.judge(request, status).ifPresent(wrong::add);
            if (!answer.contains("application/yaml")) {
                INSIDE.stream().filter(answer::contains).forEach(word -> wrong.add(word + " in the answer to " + request.line()));
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(fuzzer.operations() > 30);
        assertEquals(200, service.get("/health").statusCode());
        assertEquals(List.of(), service.uploadNames());
    }

    private static String answer(Service service, Request request) throws IOException {
        try (Socket socket = service.connect()) {
            socket.getOutputStream().write(request.bytes());
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
