package dev.earshot.dashboard;

import dev.earshot.boot.Service;
import dev.earshot.config.LayeredConfig;
import dev.earshot.whole.Client;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The question of the page, which is asked once. */
class TelemetryCardTest {

    private static final String CARD = "section.question";

    @TempDir
    private Path data;

    private Service serve() {
        // Nobody listens there; a no opens no connection.
        return Service.serve(LayeredConfig.of(ServiceFixture.config(data).with(Map.of("telemetry.endpoint", "http://127.0.0.1:9/"))));
    }

    @Test
    void theCardShowsWhatWouldBeSentAndANoIsRemembered() throws Exception {
        try (Service service = serve(); Browser browser = new Browser("http://127.0.0.1:" + service.port(), Samples.named("digits"))) {
            browser.open("transcribe");
            browser.await(CARD);
            String shown = browser.find(CARD + " .events").getText();
            String sent = new Client(service).getJson("/api/telemetry").getJsonArray("example").stream().map(event -> ((JsonObject) event).encode())
                    .collect(Collectors.joining("\n"));
            assertEquals(sent, shown, "word for word");
            browser.click(browser.find(CARD + " .row").findElements(By.tagName("button")).get(1));
            browser.awaitGone(CARD);
            browser.assertNoErrors();
        }
        assertTrue(Files.readString(data.resolve("settings.json")).contains("\"telemetry.enabled\":false"));
        try (Service service = serve(); Browser browser = new Browser("http://127.0.0.1:" + service.port(), Samples.named("digits"))) {
            browser.open("settings");
            WebElement box = browser.await("#telemetry-enabled");
            assertTrue(!box.isSelected() && browser.all(CARD).isEmpty());
            assertEquals("set here", browser.find("#telemetry-enabled-source .badge").getText());
        }
    }
}
