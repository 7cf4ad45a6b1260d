package dev.earshot.http.request;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AssetPathsTest {

    @ParameterizedTest
    @CsvSource({
            "/favicon.svg, /web/favicon.svg",
            "/app/main.js, /web/app/main.js",
            "/app/views/job-list.js, /web/app/views/job-list.js",
            "/app/style.min.css, /web/app/style.min.css"})
    void filesOfTheDashboard(String path, String resource) {
        assertEquals(resource, AssetPaths.resource(path).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lit-html.js", "directives/repeat.js"})
    void modulesOfTheVersionOfLitThatComesAlong(String module) throws IOException {
        String resource = AssetPaths.resource("/lib/lit-html/" + module).orElseThrow();
        assertEquals("/META-INF/resources/webjars/lit-html/" + AssetPaths.LIT_VERSION + "/" + module, resource);
        assertNotNull(AssetPaths.class.getResource(resource));
        assertTrue(Files.readString(Path.of("pom.xml")).contains("<lit-html.version>" + AssetPaths.LIT_VERSION + "</"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app", "/app/", "/app/..", "/app/../index.html", "/app/./x.js", "/app/a/../x.js", "/app//x.js", "/app/%2e%2e/x.js",
            "/app/..%2fx.js", "/app/a\\..\\x.js", "/app/.hidden.js", "/app/x.js/", "/app/x.js/../../openapi.yaml", "/app/x.class", "/app/x.js.map", "/app/x",
                    "/app/x.js%00",
            "/app/x.js\n", "/favicon.svg/", "/web/app/main.js", "/lib/lit-html/package.json", "/lib/lit-html/development/lit-html.js",
            "/lib/lit-html/directives/../../x.js", "/lib/lit-html/lit-html.js.map", "/lib/uplot/uPlot.js", "/LIB/lit-html/lit-html.js"})
    void nothingElseIs(String path) {
        assertTrue(AssetPaths.resource(path).isEmpty());
    }

    @Test
    void aPathAsLongAsARequestMayHaveIsNoFile() {
        assertTrue(AssetPaths.resource("/app/" + "a/".repeat(2000) + "x.js").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"/, true", "/favicon.svg, true", "/app/*, true", "/lib/lit-html/*, true", "/api/jobs, false", "/app, false", "/lib/, false"})
    void thePageIsKnownByItsRoutes(String route, boolean page) {
        assertEquals(page, AssetPaths.isPage(route));
    }
}
