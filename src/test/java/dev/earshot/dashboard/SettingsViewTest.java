package dev.earshot.dashboard;

import dev.earshot.boot.Service;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.whole.Client;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every setting that there is, changed by its control. */
class SettingsViewTest {

    private static final String OWN = "own.en";

    @TempDir
    private Path data;

    private Service service;
    private Client client;
    private Browser browser;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(data.resolve("models"));
        Files.copy(Path.of("src/main/resources/models/ggml-micro.en.bin"), data.resolve("models/ggml-" + OWN + ".bin"));
        service = ServiceFixture.serve(data);
        client = new Client(service);
        browser = new Browser(client.base(), Samples.named("digits"));
        browser.open("settings");
        browser.await("#models-strategy-auto");
    }

    @AfterEach
    void stop() {
        browser.close();
        service.close();
    }

    @Test
    void everySettingThatIsChangedIsKeptAfterARestart() throws Exception {
        Map<String, Object> changed = new LinkedHashMap<>();
        for (String strategy : new String[] {"always", "immediate", "custom"}) {
            choose("models.strategy", strategy);
            saved("strategy", "models.strategy", strategy);
        }
        changed.put("models.strategy", "custom");
        changed.put("models.keep_alive", "7m");
        type("models.keep_alive", "7");
        saved("strategy", "models.keep_alive", "7m");
        changed.put("models.default", OWN);
        changed.put("models.preload", "always");
        changed.put("models.max_resident", 3);
        changed.put("models.memory_budget_mb", 1500);
        select("models.default", OWN);
        select("models.preload", "always");
        type("models.max_resident", "3");
        type("models.memory_budget_mb", "1500");
        saved("models", "models.memory_budget_mb", 1500);
        changed.put("models.cpu_policy", "auto");
        choose("models.cpu_policy", "auto");
        saved("processor", "models.cpu_policy", "auto");
        changed.put("engine.short_speech", "always");
        choose("engine.short_speech", "always");
        saved("short-speech", "engine.short_speech", "always");
        changed.put("system.warning_percent", 96);
        changed.put("system.critical_percent", 98);
        type("system.critical_percent", "98");
        type("system.warning_percent", "96");
        saved("levels", "system.warning_percent", 96);
        changed.put("dashboard.show_memory", false);
        browser.await("header .memory");
        browser.click(browser.find("#dashboard-show-memory"));
        saved("page", "dashboard.show_memory", false);
        browser.awaitGone("header .memory");
        changed.put("telemetry.enabled", true);
        browser.click(browser.find("#telemetry-enabled"));
        saved("telemetry", "telemetry.enabled", true);
        assertEquals(changed, values("user"), "all that there is, by their names");
        assertEquals(Map.of(), values("default"), "nothing was left out");

        int port = service.port();
        service.close();
        Config config = ServiceFixture.config(data).with(Map.of("host", "127.0.0.1", "port", port));
        service = Service.serve(LayeredConfig.of(config));
        assertEquals(changed, values("user"));
        browser.open("settings");
        browser.await("#models-strategy-auto");
        assertTrue(browser.find("#models-strategy-custom").isSelected());
        assertEquals("7", shown("models.keep_alive"));
        browser.until("the models", () -> new Select(browser.find("#models-default")).getFirstSelectedOption().getText()
                .startsWith(OWN + " · on this machine"));
        assertEquals("always", shown("models.preload"));
        assertEquals("3", shown("models.max_resident"));
        assertEquals("1500", shown("models.memory_budget_mb"));
        assertTrue(browser.find("#models-cpu-policy-auto").isSelected());
        assertEquals("96", shown("system.warning_percent"));
        assertEquals("98", shown("system.critical_percent"));
        assertTrue(!browser.find("#dashboard-show-memory").isSelected() && browser.all("header .memory").isEmpty());
        changed.keySet().forEach(key -> assertEquals("set here", badge(key), key));
        browser.go("models");
        browser.awaitText("[data-card='" + OWN + "'] .badge", "Loaded");
        browser.assertNoErrors("net::ERR_CONNECTION", "WebSocket connection to");
    }

    @Test
    void aWrongValueIsSaidAtItsFieldAndChangesNothing() throws Exception {
        type("system.warning_percent", "95");
        browser.awaitText("#levels-outcome", "Not saved.");
        browser.awaitText("#system-warning-percent-error", "With this, 'Critical from' must be from 96 to 100, not 90.");
        assertEquals("true", browser.find("#system-warning-percent").getDomAttribute("aria-invalid"));
        assertEquals("95", shown("system.warning_percent"), "what was typed stays, to be mended");
        assertEquals(Map.of(), values("user"));

        type("system.critical_percent", "97");
        saved("levels", "system.critical_percent", 97);
        assertEquals(Map.of("system.warning_percent", 95, "system.critical_percent", 97), values("user"));
        assertEquals("", browser.find("#system-warning-percent-error").getText());
        browser.assertNoErrors("status of 400");
    }

    @Test
    void resetGoesBackToTheDefault() throws Exception {
        choose("models.strategy", "always");
        saved("strategy", "models.strategy", "always");
        browser.awaitText("#models-strategy-source", "set here");
        type("models.max_resident", "2");
        saved("models", "models.max_resident", 2);

        browser.click(browser.button("Reset how long a model stays"));
        saved("strategy", "models.strategy", "auto");
        browser.awaitText("#models-strategy-source", "default");
        assertTrue(browser.find("#models-strategy-auto").isSelected());
        browser.click(browser.button("Reset Models in memory at once"));
        saved("models", "models.max_resident", 1);
        browser.awaitText("#models-max-resident-source", "default");
        assertEquals("1", shown("models.max_resident"));
        assertEquals(Map.of(), values("user"));
        browser.assertNoErrors();
    }

    private WebElement control(String key) {
        return browser.find("#" + id(key));
    }

    private static String id(String key) {
        return key.replace('.', '-').replace('_', '-');
    }

    private void type(String key, String text) {
        control(key).sendKeys(Keys.chord(Keys.CONTROL, "a"), text, Keys.TAB);
    }

    private void select(String key, String value) {
        new Select(control(key)).selectByValue(value);
    }

    private void choose(String key, String value) {
        browser.click(browser.find("#" + id(key) + "-" + value));
    }

    private String shown(String key) {
        return control(key).getDomProperty("value");
    }

    private String badge(String key) {
        return browser.find("#" + id(key) + "-source .badge").getText();
    }

    /** Waits until a change is with the service, and the page says so. */
    private void saved(String group, String key, Object value) {
        browser.until(key + " is " + value, () -> value.equals(setting(key).getValue("value")));
        browser.awaitText("#" + group + "-outcome", "Saved at");
    }

    private JsonObject setting(String key) {
        return settings().filter(setting -> setting.getString("key").equals(key)).findFirst().orElseThrow();
    }

    private Map<String, Object> values(String source) {
        return settings().filter(setting -> setting.getString("source").equals(source))
                .collect(Collectors.toMap(setting -> setting.getString("key"), setting -> setting.getValue("value")));
    }

    private Stream<JsonObject> settings() {
        try {
            return client.getJson("/api/settings").getJsonArray("settings").stream().map(JsonObject.class::cast);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
