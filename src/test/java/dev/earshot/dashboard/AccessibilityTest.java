package dev.earshot.dashboard;

import dev.earshot.boot.Service;
import dev.earshot.whole.Client;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Every view with something in it, looked through by axe-core and photographed: light and dark, wide and as narrow as a phone. */
class AccessibilityTest {

    private static final List<String> VIEWS = List.of("transcribe", "transcript", "jobs", "models", "machine", "settings");
    private static final String OWN = "own.en";
    private static final int PHONE = 360;

    @TempDir
    private static Path data;

    private static Downloads downloads;
    private static Service service;
    private static Browser browser;

    /** A finished transcript, jobs of every kind of end, one that waits for its model, a model in memory, decisions. */
    @BeforeAll
    static void fill() throws Exception {
        downloads = new Downloads(data);
        Files.createDirectories(data.resolve("models"));
        Files.copy(Path.of("src/main/resources/models/ggml-micro.en.bin"), data.resolve("models/ggml-" + OWN + ".bin"));
        service = ServiceFixture.serve(data);
        Client client = new Client(service);
        browser = new Browser(client.base(), Samples.named("digits"));
        browser.open("transcribe");
        browser.find("#files").sendKeys(Samples.recording(data.resolve("interview.wav"), 40).toAbsolutePath().toString());
        browser.awaitText(".transcript .badge", "done in");
        client.await(job(client, Files.writeString(data.resolve("broken.mp3"), "no audio"), "micro.en"));
        downloads.hold(0.4);
        String waiting = job(client, Samples.named("commands"), Downloads.MODEL);
        String paused = job(client, Samples.named("hello-world"), Downloads.MODEL);
        client.post("/api/jobs/" + paused + "/pause");
        browser.go("jobs");
        DownloadViewTest.awaitFigures(browser, downloads, "[data-card='" + waiting + "'] .inside");
        browser.awaitText("[data-card='" + paused + "'] .badge", "Paused");
        browser.awaitText("section[aria-label=Ended]", "Failed");
    }

    @AfterAll
    static void stop() {
        browser.assertNoErrors();
        browser.close();
        downloads.close();
        service.close();
    }

    private static String job(Client client, Path audio, String model) {
        return new JsonObject(client.upload("/api/jobs", audio, "model", model).join().body()).getString("id");
    }

    @Test
    void lightHasNoSeriousFinding() throws IOException {
        checked("light", "light", 1200);
    }

    @Test
    void darkHasNoSeriousFinding() throws IOException {
        checked("dark", "dark", 1200);
    }

    @Test
    void onAPhoneNothingIsCutOffAndThereIsNoSeriousFinding() throws IOException {
        checked("phone", "light", PHONE);
    }

    @Test
    void theQuestionBeforeDeletingHasNoSeriousFinding() throws IOException {
        browser.look("dark", 1200, 900);
        browser.go("models");
        browser.click(browser.button("Delete " + OWN));
        browser.await("dialog[open]");
        Axe.check(browser, "dialog");
        Pictures.window(browser, "dialog-dark");
        browser.click(browser.find("dialog .plain"));
        browser.awaitGone("dialog[open]");
    }

    private static void checked(String name, String scheme, int width) throws IOException {
        browser.look(scheme, width, width == PHONE ? 740 : 900);
        for (String view : VIEWS) {
            if (view.equals("transcript")) {
                browser.go("transcribe");
                browser.click(browser.await(".transcript h2 a"));
                browser.await("main.view-transcript .lines");
            } else {
                browser.go(view);
            }
            browser.awaitGone(".empty");
            browser.script("document.querySelectorAll('main details:not([open]) summary').forEach(summary => summary.click())");
            Axe.check(browser, view + ", " + name);
            Pictures.take(browser, view + "-" + name);
            // What is cut off on one side can be scrolled to.
            assertEquals((long) width, browser.script("return document.documentElement.clientWidth"));
            assertEquals((long) width, browser.script("return document.documentElement.scrollWidth"), view + " scrolls sideways, because of "
                    + browser.script("return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
                    + ".map(e => e.tagName + '.' + e.className).join(' ')"));
        }
    }
}
