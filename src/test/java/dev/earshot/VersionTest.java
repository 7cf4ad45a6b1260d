package dev.earshot;

import dev.earshot.boot.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The file VERSION is the one place; {@code .ci/set-version} writes it to the files that must repeat it. */
class VersionTest {

    private static String version() throws IOException {
        return Files.readString(Path.of("VERSION")).strip();
    }

    @Test
    void theProgramHasTheVersionOfTheFile() throws IOException {
        assertEquals(version(), Version.current());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"pom.xml|<artifactId>earshot</artifactId>\\s*<version>([^<]+)<", "web/openapi.yaml|\\n  version: (\\S+)",
        "web/asyncapi.yaml|\\n  version: (\\S+)"})
    void theFilesThatRepeatItAgree(Path file, String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(file));

        assertTrue(found.find());
        assertEquals(version(), found.group(1));
    }
}
