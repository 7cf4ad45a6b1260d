package dev.earshot.dashboard;

import dev.earshot.NodeProcess;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs the tests of the dashboard's modules that need no browser, {@code src/test/js}, with Node's own test runner. */
class PageModulesUnitTest {

    private static final Path TESTS = Path.of("src", "test", "js");
    private static final Path TARGET = Path.of("target", "js");

    @Test
    void allPass() throws Exception {
        NodeProcess.run(Path.of("."), TARGET.resolve("version.log"), 60, List.of("node", "--version")).orSkip("Node is not installed");
        List<String> files;
        try (Stream<Path> all = Files.list(TESTS)) {
            files = all.map(Path::toString).filter(file -> file.endsWith(".test.js")).sorted().toList();
        }
        assertFalse(files.isEmpty());
        NodeProcess tests = NodeProcess.run(Path.of("."), TARGET.resolve("tests.log"), 180,
                Stream.concat(Stream.of("node", "--test", "--test-reporter=spec"), files.stream()).toList());
        tests.orFail();
        // A file without a test counts as a test that passed.
        for (String file : files) {
            assertTrue(Files.readString(Path.of(file)).contains("\ntest('"), file);
        }
    }
}
