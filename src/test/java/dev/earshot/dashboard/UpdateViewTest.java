package dev.earshot.dashboard;

import dev.earshot.boot.Service;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.whole.Client;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The banner of a newer version, from a feed of the test's own whose notes are HTML. */
class UpdateViewTest {

    private static final String NOTES = "- Faster.\n<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

    @Test
    void aNewerVersionIsShownWithItsNotesAsTextUntilLater(@TempDir Path data) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            String release = new JsonObject().put("tag_name", "v99.0.0").put("name", "Earshot 99").put("body", NOTES)
                    .put("html_url", "https://example.org/releases/99").encode();
            HttpServer feed = Service.await(vertx.createHttpServer().requestHandler(request -> request.response().end(release)).listen(0, "127.0.0.1"));
            Config config = ServiceFixture.config(data).with(Map.of("updates.feed", "http://127.0.0.1:" + feed.actualPort() + "/releases/latest",
                    "updates.check", false));
            try (Service service = Service.serve(LayeredConfig.of(config));
                    Browser browser = new Browser(new Client(service).base(), Samples.named("digits"))) {
                Client client = new Client(service);
                String current = client.getJson("/api/version").getString("version");
                browser.open("transcribe");
                browser.await("header .memory");
                assertTrue(browser.all(".banner").isEmpty());

                assertTrue(client.getJson("/api/updates/check").getBoolean("update_available"));

                browser.awaitText(".banner.update strong", "Version 99.0.0 is available! (You're on " + current + ")");
                assertEquals("https://example.org/releases/99", browser.find(".banner.update a").getDomAttribute("href"));
                browser.awaitText(".banner.update p", "built from source");
                browser.click(browser.find(".banner.update summary"));
                browser.awaitText(".banner.update .notes", NOTES);
                assertTrue(browser.all(".banner.update .notes *").isEmpty());
                Axe.check(browser, "update banner");
                Pictures.take(browser, "banner-update");

                browser.click(browser.button("Later"));
                browser.awaitGone(".banner");
                browser.open("jobs");
                browser.await("header .memory");
                assertTrue(client.getJson("/api/updates/status").getBoolean("dismissed"));
                assertTrue(browser.all(".banner").isEmpty());
                browser.assertNoErrors();
            }
        } finally {
            Service.await(vertx.close());
        }
    }
}
