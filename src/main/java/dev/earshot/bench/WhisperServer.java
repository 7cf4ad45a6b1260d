package dev.earshot.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@code whisper-server} of whisper.cpp with its own defaults, to be measured beside Earshot. One thread at a time. */
final class WhisperServer implements AutoCloseable {

    private static final String BOUNDARY = "earshot-bench";
    private static final long START_LIMIT_S = 60;

    private final Process process;
    private final int port;
    private final double readySeconds;

    /** Starts it and waits until it accepts connections, which it does when its model is loaded. */
    WhisperServer(Path executable, Path model) throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        long began = System.nanoTime();
        process = new ProcessBuilder(executable.toString(), "-m", model.toString(), "--host", "127.0.0.1", "--port", Integer.toString(port),
                "-t", Integer.toString(Runtime.getRuntime().availableProcessors())).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(START_LIMIT_S)) {
                process.destroyForcibly();
                throw new IOException(executable + " did not start; try it with the model " + model);
            }
            Thread.sleep(1);
        }
        readySeconds = (System.nanoTime() - began) / 1e9;
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    double readySeconds() {
        return readySeconds;
    }

    ProcessTree tree() {
        return new ProcessTree(process.toHandle());
    }

    /** Transcribes; its text has a line a segment, which is given back as one line. */
    String transcribe(byte[] wav) {
        byte[] head = ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"response_format\"\r\n\r\ntext\r\n--" + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bench.wav\"\r\nContent-Type: audio/wav\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /inference HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=" + BOUNDARY
                    + "\r\nContent-Length: " + (head.length + wav.length + tail.length) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(head);
            out.write(wav);
            out.write(tail);
            out.flush();
            return body(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String body(InputStream in) throws IOException {
        String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (!answer.startsWith("HTTP/1.1 200")) {
            throw new IOException("whisper-server answered " + answer.lines().findFirst().orElse("nothing"));
        }
        return answer.substring(answer.indexOf("\r\n\r\n") + 4).strip().replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
