package dev.earshot.dashboard;

import dev.earshot.whole.ModelServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;

/** A model, far.en, that has to be fetched from here: the bundled one under another name. It can be held up on its way. */
final class Downloads implements AutoCloseable {

    static final String MODEL = "far.en";
    private static final int CHUNKS = 10_000;

    private final byte[] model;
    private final ModelServer server;
    private final Semaphore more = new Semaphore(0);

    /** @param data where the service will look for the user's catalog */
    Downloads(Path data) throws IOException, NoSuchAlgorithmException {
        model = Files.readAllBytes(Path.of("src/main/resources/models/ggml-micro.en.bin"));
        server = new ModelServer(model);
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
        Files.writeString(data.resolve("models.json"), "{\"models\":[{\"name\":\"" + MODEL + "\",\"file\":\"far.bin\",\"bytes\":" + model.length
                + ",\"sha256\":\"" + digest + "\",\"url\":\"" + server.url() + "\",\"languages\":\"en\",\"memory_mb\":206}]}");
    }

    /** After a part of it nothing more goes out by itself. */
    void hold(double share) {
        server.listen(sent -> {
            if (sent >= share * model.length) {
                more.acquireUninterruptibly();
            }
        });
    }

    /** Lets a little more out. */
    void drip() {
        more.release();
    }

    /** Lets all out. */
    void release() {
        server.listen(sent -> { });
        more.release(CHUNKS);
    }

    @Override
    public void close() {
        release();
        server.close();
    }
}
