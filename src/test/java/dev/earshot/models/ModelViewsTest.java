package dev.earshot.models;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelViewsTest {

    @Test
    void thePageNamesTheSameShareOfMemory() throws IOException {
        String page = Files.readString(Path.of("web/app/models/models-view.js"));
        assertTrue(page.contains("const USABLE = " + ModelViews.USABLE + ";"), "models-view.js and ModelViews differ");
    }
}
