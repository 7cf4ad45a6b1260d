package dev.earshot.bench.abuse;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** What comes back for bytes that no HTTP client would send. */
final class RawAnswer {

    private static final int STATUS_LINE = 12;

    private RawAnswer() {
    }

    /**
     * The status of the first answer; 0 where the connection is closed without one, {@link Answer#NO_ANSWER} where nothing comes.
     *
     * @param end whether the client ends its side after the last byte, so that a request that is not whole does not wait for the rest
     */
    static int status(Target target, byte[] request, boolean end, int limitMs) throws IOException {
        try (Socket socket = new Socket(target.host(), target.port())) {
            socket.setSoTimeout(limitMs);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
                if (end) {
                    socket.shutdownOutput();
                }
            } catch (IOException e) {
                // It answered before all was sent, or closed.
            }
            return status(socket.getInputStream());
        }
    }

    private static int status(InputStream in) {
        try {
            String line = new String(in.readNBytes(STATUS_LINE), StandardCharsets.US_ASCII);
            return line.matches("HTTP/1\\.[01] \\d{3}") ? Integer.parseInt(line.substring(9)) : 0;
        } catch (SocketTimeoutException e) {
            return Answer.NO_ANSWER;
        } catch (IOException e) {
            return 0;
        }
    }
}
