package dev.earshot.dashboard;

import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Deque's axe-core, which looks through a page as it stands for what keeps people out. */
final class Axe {

    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private Axe() {
    }

    /**
     * Fails for what is serious or critical; says the rest.
     *
     * @param where for the message
     */
    static void check(Browser browser, String where) throws IOException {
        if (!Boolean.TRUE.equals(browser.script("return 'axe' in window"))) {
            try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
                browser.script(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        // The size of targets is of WCAG 2.2, and axe leaves it out unless it is asked.
        String found = (String) browser.asyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run(document, {rules: {'target-size': {enabled: true}}})"
                + ".then(({passes, violations}) => done(JSON.stringify({passes: passes.map(rule => rule.id), violations})))");
        JsonObject result = new JsonObject(found);
        assertTrue(result.getJsonArray("passes").contains("color-contrast"), "it has looked");
        List<JsonObject> violations = result.getJsonArray("violations").stream().map(JsonObject.class::cast).toList();
        violations.stream().filter(violation -> !GRAVE.contains(violation.getString("impact")))
                .forEach(violation -> System.out.println("axe, " + where + ": " + text(violation)));
        assertEquals(List.of(), violations.stream().filter(violation -> GRAVE.contains(violation.getString("impact"))).map(Axe::text).toList(), where);
    }

    private static String text(JsonObject violation) {
        return violation.getString("impact") + " " + violation.getString("id") + ": " + violation.getString("help") + violation.getJsonArray("nodes").stream()
                .map(node -> ((JsonObject) node).getString("html") + " " + ((JsonObject) node).getString("failureSummary"))
                .collect(Collectors.joining("\n    ", "\n    ", ""));
    }
}
