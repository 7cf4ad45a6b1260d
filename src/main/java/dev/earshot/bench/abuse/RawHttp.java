package dev.earshot.bench.abuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Requests that no client library writes: smuggling, odd paths, methods and headers, made of a small grammar. */
final class RawHttp implements Attack {

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "G\0T", "PRI");
    private static final List<String> PATHS = List.of("/", "/api/jobs", "/api/jobs/.", "/api/jobs/%2e%2e", "/api/jobs?limit=%zz", "/api/jobs?limit=-1",
            "/api/jobs?since=x", "/api/jobs//retry", "/v1/models/..", "/v1/models/%00", "/app/../../etc/passwd", "/app/%2e%2e/%2e%2e/etc/passwd", "/lib/%",
            "/api/models/%F0%9F%92%A9/load", "/api/settings", "/api/system/memory", "/metrics", "/health", "*", "http://evil.example/api/jobs", "//", "/\u00e9",
            "/eventbus/websocket", "/eventbus/websocket?ticket=%", "/v1/audio/transcriptions", "/api/decisions?limit=99999999999999999999");
    private static final List<String> HEADERS = List.of("Transfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Content-Length: 5", "Content-Length: -1",
            "Content-Length: 99999999999", "Host: evil.example", "Host:", "Content-Type: multipart/form-data", "Content-Type: multipart/form-dataX; boundary=x",
            "Content-Type: application/json", "Expect: 100-continue",
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13",
            "Range: bytes=5-1", "Accept: \u0001", "Origin: https://evil.example", "X-Api-Key: \t", "Connection: keep-alive, close", "A: " + "b".repeat(20_000),
            "Authorization: Basic x", "Accept-Encoding: gzip;q=x");
    private static final List<String> BODIES = List.of("", "5\r\nhello\r\n0\r\n\r\n", "zz\r\n", "{", "[]", "null", "{\"a\":".repeat(900), "\u0000\u0001",
            "--x\r\n\r\n--x--");
    private static final int ANSWER_LIMIT_MS = 75_000;

    @Override
    public String name() {
        return "raw HTTP";
    }

    @Override
    public int rounds() {
        return 1000;
    }

    @Override
    public void round(Target target, Random random, Tally tally) throws IOException {
        StringBuilder request = new StringBuilder(pick(METHODS, random)).append(' ').append(pick(PATHS, random)).append(" HTTP/1.1\r\nHost: ")
                .append(target.host()).append(':').append(target.port()).append("\r\n");
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append(pick(HEADERS, random)).append("\r\n");
        }
        request.append("\r\n").append(pick(BODIES, random));
        int status = RawAnswer.status(target, request.toString().getBytes(StandardCharsets.ISO_8859_1), true, ANSWER_LIMIT_MS);
        // 501 is what HTTP says to a transfer coding that a server does not know.
        new Answer(status == 501 ? 400 : status, "").count(tally, request.length() > 200 ? request.substring(0, 200) : request.toString());
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
