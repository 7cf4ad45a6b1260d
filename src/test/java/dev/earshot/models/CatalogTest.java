package dev.earshot.models;

import dev.earshot.engine.EngineMessages.LibraryPin;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a user may write into a catalog. */
class CatalogTest {

    @Test
    void aFileThatIsNoCatalogIsSaidAndLeftOut() {
        for (String own : List.of("null", "{}", "{\"models\":null}", "{\"models\":[null]}", "[]", "7", "", "{\"models\":[[]]}", "{\"models\":{}}")) {
            List<String> problems = new ArrayList<>();
            Catalog catalog = Catalog.read("{\"models\":[" + entry("a", 1, 10) + "]}", own, problems);
            assertEquals(1, catalog.entries().size(), own);
            assertEquals(1, problems.size(), own + " " + problems);
        }
    }

    @Test
    void aModelHasOneFileOrSeveralAndAnEngine() {
        List<String> problems = new ArrayList<>();
        String file = "{\"name\":\"a.onnx\",\"url\":\"https://x/a\",\"bytes\":3,\"sha256\":\"" + "a".repeat(64) + "\"}";
        Catalog catalog = Catalog.read("{\"models\":[]}", "{\"models\":[" + String.join(",", List.of(
                several("good", "onnx", file + "," + file.replace("a.onnx", "b.onnx")), several("twice", "onnx", file + "," + file),
                several("ggml", "whisper", file + "," + file.replace("a.onnx", "b.onnx")), several("up", "onnx", file.replace("a.onnx", "../a")),
                several("hole", "onnx", "null"), several("odd", "O N", file), several("plain", "onnx", file.replace("https", "file")),
                several("both", "onnx", file).replace("\"engine\"", "\"file\":\"both.bin\",\"engine\""), entry("one", 1, 2))) + "]}", problems);

        assertEquals(List.of("good", "one"), catalog.entries().stream().map(Catalog.CatalogEntry::name).toList());
        Catalog.CatalogEntry good = catalog.find("good").orElseThrow();
        assertEquals(List.of("onnx", "good", 6L, true, true), List.of(good.engine(), good.file(), good.bytes(), good.hasFolder(), good.fetchable()));
        Catalog.CatalogEntry one = catalog.find("one").orElseThrow();
        assertEquals("whisper", one.engine());
        assertEquals(List.of(one.file()), one.files().stream().map(EntryFile::name).toList());
        assertEquals(7, problems.size(), problems.toString());
    }

    private static String several(String name, String engine, String files) {
        return "{\"name\":\"" + name + "\",\"engine\":\"" + engine + "\",\"languages\":\"en\",\"files\":[" + files + "]}";
    }

    @Test
    void figuresOfTheUserMustMakeSense() {
        List<String> problems = new ArrayList<>();
        Catalog catalog = Catalog.read("{\"models\":[]}", "{\"models\":[" + entry("a", 0, 10) + "," + entry("b", 10, -1) + "," + entry("c", 11, 10)
                + "," + entry("d", 10, 10) + "," + entry("e", null, 10) + "," + entry("f", null, null) + "]}", problems);

        assertEquals(List.of("d", "e", "f"), catalog.entries().stream().map(Catalog.CatalogEntry::name).toList());
        assertEquals("'idle_mb' of 'c' must not be more than its 'memory_mb'", problems.get(2));
        assertTrue(problems.get(0).contains("'a' must be 1 or more") && problems.get(1).contains("'b'"), problems.toString());
    }

    @Test
    void aModelOfTheUsersMayWantShorterWindows() {
        List<String> problems = new ArrayList<>();
        String entries = List.of(4, 5, 30, 31).stream().map(seconds -> entry("w" + seconds, 1, 2).replace("}", ",\"window_seconds\":" + seconds + "}"))
                .collect(Collectors.joining(","));
        Catalog catalog = Catalog.read("{\"models\":[]}", "{\"models\":[" + entries + "]}", problems);

        assertEquals(List.of(5, 30), catalog.entries().stream().map(Catalog.CatalogEntry::windowSeconds).toList());
        assertEquals("'window_seconds' of 'w4' must be from 5 to 30", problems.get(0));
    }

    @Test
    void aModelMayBePinnedToALibrary() {
        List<String> problems = new ArrayList<>();
        String entries = List.of("\"own\"", "\"packaged\"", "null", "\"Own\"", "\"\"").stream()
                .map(library -> entry("m" + library.replace("\"", ""), 1, 2).replace("}", ",\"library\":" + library + "}")).collect(Collectors.joining(","));
        Catalog catalog = Catalog.read("{\"models\":[]}", "{\"models\":[" + entries + "]}", problems);

        assertEquals(List.of(Optional.of(LibraryPin.OWN), Optional.of(LibraryPin.PACKAGED), Optional.empty()),
                catalog.entries().stream().map(Catalog.CatalogEntry::pin).toList());
        assertEquals(List.of("'library' of 'mOwn' must be packaged or own", "'library' of 'm' must be packaged or own"), problems);
    }

    private static String entry(String name, Integer idle, Integer memory) {
        return "{\"name\":\"" + name + "\",\"file\":\"" + name + ".bin\",\"bytes\":5,\"languages\":\"en\",\"idle_mb\":" + idle
                + ",\"memory_mb\":" + memory + "}";
    }
}
