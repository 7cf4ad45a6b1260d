package dev.earshot.whole;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Serves one file with ranges, and tells how much of it has gone out; the listener may hold the stream up. */
public final class ModelServer implements AutoCloseable {

    private static final int CHUNK = 16_384;

    public final AtomicInteger requests = new AtomicInteger();
    public final AtomicLong sent = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final byte[] file;
    private volatile LongConsumer listener = sent -> { };

    public ModelServer(byte[] file) throws IOException {
        this.file = file;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/model.bin";
    }

    /** @param newListener told of all bytes that have gone out, before the next ones do */
    public void listen(LongConsumer newListener) {
        listener = newListener;
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-.*", "$1"));
        exchange.getResponseHeaders().set("ETag", "\"one\"");
        if (range != null) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
        }
        try (exchange; OutputStream out = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(range == null ? 200 : 206, file.length - from);
            for (int at = from; at < file.length; at += CHUNK) {
                int length = Math.min(CHUNK, file.length - at);
                out.write(file, at, length);
                out.flush();
                listener.accept(sent.addAndGet(length));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
