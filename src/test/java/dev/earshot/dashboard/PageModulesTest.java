package dev.earshot.dashboard;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the dashboard's modules may import, and how long a file may be. */
class PageModulesTest {

    private static final Path APP = Path.of("web", "app");
    private static final int LONGEST = 300;

    /**
     * Every feature may use what is shared, which knows none of them; {@code main.js} puts them together. Transcripts and models also show
     * jobs: a transcript is the result of one, and a model is downloaded by one.
     */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "", Set.of("shared", "jobs", "machine", "models", "settings", "transcribe"),
            "shared", Set.of(),
            "jobs", Set.of("shared"),
            "machine", Set.of("shared"),
            "models", Set.of("shared", "jobs"),
            "settings", Set.of("shared"),
            "transcribe", Set.of("shared", "jobs"));

    @Test
    void featuresUseWhatIsSharedAndNothingImportsInACircle() throws IOException {
        PageModules modules = PageModules.of(sources(".js"));
        assertEquals(ALLOWED.keySet(), modules.folders());
        assertEquals(List.of(), modules.missing());
        assertEquals(List.of(), modules.forbidden(ALLOWED));
        assertEquals(List.of(), modules.cycles());
    }

    @Test
    void noFileIsLongerThanThreeHundredLines() throws IOException {
        Map<String, String> all = sources(".js");
        all.putAll(sources(".css"));
        assertEquals(List.of(), all.entrySet().stream().filter(file -> file.getValue().lines().count() > LONGEST).map(Map.Entry::getKey).toList());
    }

    @Test
    void theFilesThatThePageNamesAreThere() throws IOException {
        Matcher named = Pattern.compile("(?:href|src)=\"/app/([^\"]+)\"").matcher(Files.readString(Path.of("web", "index.html")));
        int count = 0;
        while (named.find()) {
            count++;
            assertTrue(Files.exists(APP.resolve(named.group(1))), named.group(1));
        }
        assertTrue(count >= 2);
    }

    @Test
    void theCheckFindsWhatItIsFor() {
        PageModules modules = PageModules.of(Map.of(
                "main.js", "import { a } from './jobs/a.js';",
                "jobs/a.js", "import { b } from '../shared/b.js';\nimport '/lib/lit-html/lit-html.js';",
                "jobs/c.js", "import { d } from './d.js'; const { gone } = await import('../gone.js');",
                "jobs/d.js", "import './c.js';",
                "shared/b.js", "export { a } from \"../jobs/a.js\";"));
        assertEquals(List.of("jobs/c.js -> gone.js"), modules.missing());
        assertEquals(List.of("jobs/c.js -> gone.js", "shared/b.js -> jobs/a.js"), modules.forbidden(ALLOWED));
        assertEquals(List.of("jobs/a.js: jobs/a.js, shared/b.js", "jobs/c.js: jobs/c.js, jobs/d.js", "jobs/d.js: jobs/c.js, jobs/d.js",
                "shared/b.js: jobs/a.js, shared/b.js"), modules.cycles());
    }

    private static Map<String, String> sources(String extension) throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(APP)) {
            for (Path file : files.filter(each -> each.toString().endsWith(extension)).toList()) {
                sources.put(APP.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return sources;
    }
}
