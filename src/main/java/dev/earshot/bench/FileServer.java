package dev.earshot.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Serves one file on loopback as fast as the system can, so that only its clients are measured. */
final class FileServer implements AutoCloseable {

    private final ServerSocketChannel server;
    private final Path file;

    FileServer(Path file) throws IOException {
        this.file = file;
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread accepting = new Thread(this::accept, "bench-file-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    String url() throws IOException {
        return "http://127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort() + "/file.bin";
    }

    private void accept() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept(); FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ)) {
                // A request without a body fits into one packet.
                client.read(ByteBuffer.allocate(8192));
                client.write(ByteBuffer.wrap(("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.size() + "\r\nETag: \"bench\"\r\nAccept-Ranges: bytes\r\n"
                        + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
                for (long at = 0; at < bytes.size(); ) {
                    at += bytes.transferTo(at, bytes.size() - at, client);
                }
            } catch (IOException e) {
                // A client that went away, or the end.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
