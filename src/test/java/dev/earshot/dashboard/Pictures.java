package dev.earshot.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** Pictures of the page for people to look at, in {@code target/dashboard-screenshots}. */
final class Pictures {

    private static final Path FOLDER = Path.of("target", "dashboard-screenshots");
    private static final int HIGHEST = 2400;

    private Pictures() {
    }

    /** The whole page, not only what is in the window. */
    static void take(Browser browser, String name) throws IOException {
        take(browser, name, HIGHEST);
    }

    /** What is in the window. */
    static void window(Browser browser, String name) throws IOException {
        take(browser, name, ((Number) browser.script("return innerHeight")).intValue());
    }

    private static void take(Browser browser, String name, int highest) throws IOException {
        Number width = (Number) browser.script("scrollTo(0, 0); return document.documentElement.clientWidth");
        Number height = (Number) browser.script("return document.documentElement.scrollHeight");
        Object data = browser.driver().executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true,
                "clip", Map.of("x", 0, "y", 0, "width", width, "height", Math.min(highest, height.intValue()), "scale", 1))).get("data");
        Files.createDirectories(FOLDER);
        Files.write(FOLDER.resolve(name + ".png"), Base64.getDecoder().decode((String) data));
    }
}
