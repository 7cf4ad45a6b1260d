package dev.earshot.dashboard;

import dev.earshot.boot.Service;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.system.SystemMessages;
import dev.earshot.whole.Client;
import dev.earshot.whole.MemoryEater;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the page says while a real process takes memory. The thresholds are set a little above what is in use. */
@Tag("alone")
class PressureViewTest {

    private static final String FIGURES = "\\d+ % in use, \\d+\\.\\d GB of \\d+\\.\\d GB left";

    @Test
    void bothBannersComeWithFiguresAndADismissedOneStaysAway(@TempDir Path data) throws Exception {
        Config config = ServiceFixture.config(data).with(Map.of("system.sample_seconds", 1, "system.warning_percent", 98, "system.critical_percent", 99));
        try (Service service = Service.serve(LayeredConfig.of(config)); MemoryEater eater = new MemoryEater()) {
            Client client = new Client(service);
            try (Browser browser = new Browser(client.base(), Samples.named("digits"))) {
                browser.open("transcribe");
                browser.await("header .memory");
                int warning = (int) Math.max(10, Math.min(90, memory(client).getDouble("percent") + 6));
                client.putJson("/api/settings", new JsonObject().put("system.warning_percent", warning).put("system.critical_percent", warning + 6));
                assertTrue(browser.all(".banner").isEmpty());

                eatUntil(client, eater, "warning");
                browser.awaitText(".banner.warning", "Memory is running short");
                browser.awaitText(".banner.warning", "Idle models are unloaded early");
                assertTrue(browser.find(".banner.warning .figures").getText().matches(FIGURES), browser.find(".banner.warning .figures").getText());
                accessible(browser, "warning");

                browser.click(browser.button("Dismiss: Memory is running short"));
                browser.awaitGone(".banner");
                looks(service, browser);
                assertTrue(browser.all(".banner").isEmpty(), "it stays away while the level is the same");

                eatUntil(client, eater, "critical");
                browser.awaitText(".banner.critical", "Memory is nearly used up");
                assertTrue(browser.find(".banner.critical .figures").getText().matches(FIGURES));
                assertEquals(1, browser.all(".banner").size());
                accessible(browser, "critical");

                eater.close();
                browser.awaitGone(".banner");
                assertEquals("normal", memory(client).getString("status"));
                browser.assertNoErrors();
            }
        }
    }

    /** Until the service has looked at the memory three times more and the page has drawn it. */
    private static void looks(Service service, Browser browser) throws InterruptedException {
        CountDownLatch looks = new CountDownLatch(3);
        service.bus().subscribe(SystemMessages.MEMORY, reading -> looks.countDown());
        looks.await();
        browser.asyncScript("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))");
    }

    private static void accessible(Browser browser, String level) throws Exception {
        for (String scheme : new String[] {"light", "dark"}) {
            browser.look(scheme, 1200, 900);
            Axe.check(browser, level + " banner, " + scheme);
            Pictures.take(browser, "banner-" + level + "-" + scheme);
        }
        browser.look("light", 360, 740);
        Pictures.take(browser, "banner-" + level + "-phone");
        browser.look("light", 1200, 900);
    }

    private static JsonObject memory(Client client) throws Exception {
        return client.getJson("/api/system/memory").getJsonObject("system");
    }

    /** Each look counts for the level, so that not more is taken than needed. */
    private static void eatUntil(Client client, MemoryEater eater, String level) throws Exception {
        while (!memory(client).getString("status").equals(level)) {
            eater.eat();
        }
    }
}
