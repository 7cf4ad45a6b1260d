package dev.earshot.bench.abuse;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Uploads that break off anywhere, in order or by a reset, and multipart bodies that are cut or garbled. */
final class BrokenConnections implements Attack {

    private static final int ANSWER_LIMIT_MS = 60_000;

    private final byte[] audio;

    BrokenConnections(byte[] audio) {
        this.audio = audio;
    }

    @Override
    public String name() {
        return "uploads that break off or are garbled";
    }

    @Override
    public int rounds() {
        return 500;
    }

    @Override
    public void round(Target target, Random random, Tally tally) throws IOException {
        byte[] body = Target.multipart("cut.wav", audio, "model", Target.MODEL);
        String head = "POST " + (random.nextBoolean() ? "/v1/audio/transcriptions" : "/api/jobs") + " HTTP/1.1\r\nHost: " + target.host() + ":" + target.port()
                + "\r\nContent-Type: multipart/form-data; boundary=" + Target.boundary() + "\r\nContent-Length: " + body.length
                        + "\r\nConnection: close\r\n\r\n";
        if (random.nextInt(3) == 0) {
            garbled(target, random, tally, head, body);
        } else {
            breakOff(target, random, tally, head, body);
        }
    }

    private static void breakOff(Target target, Random random, Tally tally, String head, byte[] body) throws IOException {
        byte[] whole = concat(head.getBytes(StandardCharsets.US_ASCII), body);
        int length = random.nextInt(whole.length);
        try (Socket socket = new Socket(target.host(), target.port())) {
            // A linger time of 0 makes the close a reset.
            socket.setSoLinger(random.nextBoolean(), 0);
            OutputStream out = socket.getOutputStream();
            out.write(whole, 0, length);
            out.flush();
        } catch (IOException e) {
            // It was quicker to answer than we to send.
        }
        tally.outcome("broken off");
    }

    private static void garbled(Target target, Random random, Tally tally, String head, byte[] body) throws IOException {
        byte[] garbled = body.clone();
        for (int i = 0; i < 12; i++) {
            garbled[random.nextInt(Math.min(600, garbled.length))] = (byte) random.nextInt();
        }
        new Answer(RawAnswer.status(target, concat(head.getBytes(StandardCharsets.US_ASCII), garbled), true, ANSWER_LIMIT_MS), "")
                .count(tally, "a garbled multipart body");
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
