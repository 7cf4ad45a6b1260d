package dev.earshot.dashboard;

import dev.earshot.boot.Service;
import dev.earshot.whole.Client;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A transcription whose model has to be fetched first, as it is seen and steered in the page. */
class DownloadViewTest {

    private static final Path SOUND = Samples.named("digits");

    @Test
    void aNestedDownloadIsPausedResumedUsedAndDeleted(@TempDir Path data) throws Exception {
        try (Downloads downloads = new Downloads(data); Service service = ServiceFixture.serve(data)) {
            Client client = new Client(service);
            try (Browser browser = new Browser(client.base(), SOUND)) {
                downloads.hold(0.3);
                browser.open("jobs");
                String job = new JsonObject(client.upload("/api/jobs", SOUND, "model", Downloads.MODEL).join().body()).getString("id");
                String card = "[data-card='" + job + "']";
                browser.awaitText(card + " .inside .job", Downloads.MODEL);
                awaitFigures(browser, downloads, card + " .inside");
                String download = browser.find(card + " .inside .job").getDomAttribute("data-card");

                browser.click(browser.button("Pause download of " + Downloads.MODEL));
                browser.awaitText(card + " .inside .badge", "Paused");
                assertEquals("paused", client.getJson("/api/jobs/" + download).getString("state"));
                downloads.release();
                browser.click(browser.button("Resume download of " + Downloads.MODEL));

                browser.awaitText(card + " > .head .badge", "Done");
                assertEquals("completed", client.getJson("/api/jobs/" + download).getString("state"));
                assertTrue(browser.all(card + " .inside").isEmpty(), "what is done is not waited for any more");
                assertTrue(browser.find("section[aria-label=Ended]").getText().contains("digits.wav"));
                browser.click(browser.find(card + " h3 a"));
                browser.awaitText(".lines", Samples.words(SOUND));

                deleted(browser, client);
                assertFalse(Files.exists(data.resolve("models/far.bin")));
                browser.assertNoErrors();
            }
        }
    }

    /** What has come is told now and then, while something comes. */
    static void awaitFigures(Browser browser, Downloads downloads, String job) {
        browser.until("how far the download is", () -> {
            downloads.drip();
            return browser.all(job + " .figures").stream().anyMatch(figures -> figures.getText().matches("[1-9] MB of 9 MB, \\d+ %.*"));
        });
    }

    private static void deleted(Browser browser, Client client) throws Exception {
        String here = "section[aria-labelledby=models-here] [data-card='" + Downloads.MODEL + "']";
        browser.go("models");
        browser.awaitText(here + " .badge", "Loaded");
        browser.click(browser.button("Delete " + Downloads.MODEL));
        WebElement keep = browser.await("dialog[open] .plain");
        assertEquals(keep, browser.driver().switchTo().activeElement(), "the harmless button has the focus");
        browser.click(keep);
        browser.awaitGone("dialog[open]");
        assertFalse(browser.all(here).isEmpty());

        browser.click(browser.button("Delete " + Downloads.MODEL));
        browser.click(browser.await("dialog[open] .danger"));
        browser.awaitText(".toast.done", Downloads.MODEL + " is deleted.");
        browser.awaitGone(here);
        browser.awaitText("[data-card='" + Downloads.MODEL + "'] .badge", "Not downloaded");
        assertTrue(client.getJson("/api/models").getJsonArray("models").stream().map(JsonObject.class::cast)
                .noneMatch(model -> model.getString("name").equals(Downloads.MODEL) && model.getBoolean("installed")));
    }
}
