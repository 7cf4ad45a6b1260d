package dev.earshot.downloads;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * HTTP by hand on a loopback port, so that every rule of it can be broken. Each path has a script, which says for a request what
 * is written and whether the connection is then kept, ended, cut, or left hanging.
 */
final class MisbehavingServer {

    enum Then { KEEP, END, CUT, HANG }

    /** @param headers by name in lower case */
    record Request(String path, Map<String, String> headers) {

        /** The first byte asked for; 0 without a range. */
        long from() {
            return isRanged() ? Long.parseLong(headers.get("range").replaceAll("bytes=(\\d+)-.*", "$1")) : 0;
        }

        /** The byte after the last one asked for. */
        long to(long total) {
            String last = isRanged() ? headers.get("range").replaceAll("bytes=\\d+-", "") : "";
            return last.isEmpty() ? total : Long.parseLong(last) + 1;
        }

        boolean isRanged() {
            return headers.containsKey("range");
        }
    }

    record Reply(Buffer bytes, Then then) {

        static Reply of(int status, Map<String, String> headers, byte[] body, Then then) {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
            headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            return new Reply(Buffer.buffer(head.append("\r\n").toString()).appendBytes(body), then);
        }

        static Reply status(int status, String... header) {
            Map<String, String> headers = new HashMap<>(Map.of("Content-Length", "0"));
            for (int i = 0; i < header.length; i += 2) {
                headers.put(header[i], header[i + 1]);
            }
            return of(status, headers, new byte[0], Then.KEEP);
        }

        /** Only so many of its bytes. */
        Reply cutAt(int bytes, Then how) {
            return new Reply(this.bytes.getBuffer(0, Math.min(bytes, this.bytes.length())), how);
        }
    }

    private final NetServer server;
    private final Map<String, Function<Request, Reply>> scripts = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    MisbehavingServer(Vertx vertx) {
        server = vertx.createNetServer().connectHandler(this::serve);
    }

    Future<?> listen() {
        return server.listen(0, "127.0.0.1");
    }

    /** The address of a path, with a script for it. */
    String at(String path, Function<Request, Reply> script) {
        scripts.put(path, script);
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    /** Every request for a path, in order. */
    List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    private void serve(NetSocket socket) {
        Buffer[] seen = {Buffer.buffer()};
        socket.exceptionHandler(error -> { });
        socket.handler(bytes -> {
            seen[0].appendBuffer(bytes);
            String text = seen[0].toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                seen[0] = Buffer.buffer();
                answer(socket, request(text));
            }
        });
    }

    private void answer(NetSocket socket, Request request) {
        requests.add(request);
        Function<Request, Reply> script = scripts.get(request.path());
        Reply reply = script == null ? Reply.status(404) : script.apply(request);
        Future<Void> sent = reply.bytes().length() == 0 ? Future.succeededFuture() : socket.write(reply.bytes());
        if (reply.then() == Then.END || reply.then() == Then.CUT) {
            sent.onComplete(done -> socket.close());
        }
    }

    private static Request request(String text) {
        String[] lines = text.split("\r\n");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
        }
        return new Request(lines[0].split(" ")[1], headers);
    }
}
