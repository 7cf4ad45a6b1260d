package dev.earshot.bench.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Damaged model files in the models folder: each gives a transcript or a refusal, and the next request with a good model works. */
final class MutatedModels implements Attack {

    private final byte[] model;
    private final byte[] audio;

    MutatedModels(byte[] model, byte[] audio) {
        this.model = model;
        this.audio = audio;
    }

    @Override
    public String name() {
        return "damaged model files";
    }

    @Override
    public int rounds() {
        return 100;
    }

    @Override
    public void round(Target target, Random random, Tally tally) throws IOException {
        MutatedMedia.Mutation[] mutations = MutatedMedia.Mutation.values();
        byte[] damaged = mutations[random.nextInt(mutations.length)].apply(model, random);
        Path file = target.data().resolve("models/ggml-damaged.bin");
        Files.write(file, damaged);
        try {
            Answer answer = target.upload("/v1/audio/transcriptions", "speech.wav", audio, "model", "damaged");
            // A model with damaged weights may crash the engine, which has its own error code.
            if (answer.status() == 500 && answer.body().contains("engine-crashed")) {
                tally.outcome("engine crashes, reported");
            } else {
                answer.count(tally, "a damaged model");
            }
        } finally {
            target.post("/api/models/damaged/unload", "application/json", new byte[0]);
            Files.deleteIfExists(file);
        }
    }
}
