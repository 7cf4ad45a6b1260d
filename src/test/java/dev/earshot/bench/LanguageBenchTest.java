package dev.earshot.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LanguageBenchTest {

    @TempDir
    Path data;

    private final List<String> lines = new ArrayList<>();

    private void measure(boolean ownModel) throws IOException {
        Files.createDirectories(data.resolve("models"));
        Path model = Path.of("src/main/resources/models/ggml-micro.en.bin");
        new LanguageBench(new Bench.BenchSettings("micro.en", model, ownModel, Path.of("samples"), null, 1, 0, null),
                (format, values) -> lines.add(String.format(Locale.ROOT, format, values))).measure(data, 2);
    }

    @Test
    void theLanguageIsDetectedInEachWayThatThereIs() throws IOException {
        measure(false);

        assertTrue(lines.get(1).matches(" 2 s of audio: +\\d+ ms +\\d+ ms \\(\\S+\\) +\\d+ ms \\(\\S+\\)"), lines.toString());
        assertFalse(Files.exists(data.resolve("models/ggml-language.bin")));
    }

    @Test
    void aModelOfOneLanguageHasNothingToDetect() throws IOException {
        measure(true);

        assertEquals(List.of("not measured: micro.en knows English only, and has nothing to detect"), lines);
    }
}
