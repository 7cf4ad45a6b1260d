package dev.earshot.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.earshot.engine.registry.EngineRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GgmlFormatTest {

    private static final Path MICRO = Path.of("src/main/resources/models/ggml-micro.en.bin");

    @TempDir
    Path folder;

    /** The catalog's figures were measured. */
    @Test
    void theEstimateIsHardlyMoreThanTheCatalogSays() throws IOException {
        for (JsonNode entry : new ObjectMapper().readTree(Path.of("conf/models.json").toFile()).get("models")) {
            MemoryEstimate estimate = estimate(entry.get("name").asText(), entry.get("bytes").asLong());
            assertSafe(entry.get("idle_mb").asInt(), estimate.idleMb(), entry);
            assertSafe(entry.get("memory_mb").asInt(), estimate.memoryMb(), entry);
        }
    }

    /** Never below what was measured, and hardly above. */
    private static void assertSafe(int truth, int estimate, JsonNode model) {
        assertTrue(estimate >= truth && estimate <= truth + 8, estimate + " is estimated for " + model);
    }

    private static MemoryEstimate estimate(String model, long bytes) {
        return switch (model.split("[.-]")[0]) {
            case "micro" -> ModelFormats.read(MICRO).memory();
            case "tiny" -> GgmlFormat.memory(bytes, 384, 6, 4);
            case "base" -> GgmlFormat.memory(bytes, 512, 8, 6);
            case "small" -> GgmlFormat.memory(bytes, 768, 12, 12);
            case "medium" -> GgmlFormat.memory(bytes, 1024, 16, 24);
            default -> GgmlFormat.memory(bytes, 1280, 20, model.contains("turbo") ? 4 : 32);
        };
    }

    @Test
    void whatIsNoModelHasNoEstimate() throws IOException {
        assertEquals("it cannot be read", ModelFormats.read(folder.resolve("none.bin")).problem());
        assertNull(ModelFormats.read(folder).memory(), "a folder");
        for (Path file : new Path[] {Files.writeString(folder.resolve("short.bin"), "lmgg"), Files.write(folder.resolve("text.bin"), new byte[1000]),
                Files.createFile(folder.resolve("empty.bin"))}) {
            assertEquals(ModelFacts.unusable("it is no Whisper model in ggml form"), ModelFormats.read(file));
        }
        byte[] header = Arrays.copyOf(Files.readAllBytes(MICRO), 100);
        header[15] = 127;
        assertNull(ModelFormats.read(Files.write(folder.resolve("wide.bin"), header)).memory(), "a width of two thousand millions");
    }

    @Test
    void aFileTellsItsLanguageAndWhetherItIsWholeAndIsReadAgainWhenItHasChanged() throws IOException {
        assertEquals("true null", ModelFormats.read(MICRO).englishOnly() + " " + ModelFormats.read(MICRO).problem());
        byte[] whole = Files.readAllBytes(MICRO);
        Path file = Files.write(folder.resolve("ggml-a.bin"), Arrays.copyOf(whole, whole.length - 1));
        assertEquals("it is cut off", ModelFormats.read(file).problem());
        assertNull(ModelFormats.read(Files.write(file, whole)).problem());
    }

    @Test
    void aNameTellsTheModel() {
        assertEquals(Optional.of("base.en-q5_1"), ModelFormats.modelOf(Path.of("/models/ggml-base.en-q5_1.bin")));
        for (String other : new String[] {"ggml-.bin", "base.bin", "ggml-base.bin.part", "ggml-a\nb.bin"}) {
            assertEquals(Optional.empty(), ModelFormats.modelOf(Path.of(other)), other);
        }
    }

    @Test
    void eachFormatHasItsEngine() throws IOException {
        for (ModelFormat format : ModelFormats.ALL) {
            assertEquals(format.engine(), EngineRegistry.named(format.engine()).name());
        }
        assertTrue(ModelFormats.ALL.get(0).isFormatOf(MICRO));
        assertEquals("whisper", EngineRegistry.of(MICRO).name());
    }
}
