package dev.earshot.settings;

import dev.earshot.bus.BusRig;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.config.ConfigLoader;
import dev.earshot.config.LayeredConfig;
import dev.earshot.config.Setting;
import dev.earshot.config.SettingsFile;
import dev.earshot.settings.SettingsMessages.ChangeSettings;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The module with its real file, over the bus. */
class SettingsVerticleTest extends BusRig {

    /** The layers below the user's, as {@code earshot serve} puts them together. */
    private LayeredConfig loaded() throws IOException {
        Path file = Files.writeString(data.resolve("earshot.yaml"), "models:\n  strategy: immediate\n  max_resident: 3\nsystem:\n  warning_percent: 80\n");
        return ConfigLoader.load(Optional.of(file), Map.of("EARSHOT_MODELS_DEFAULT", "small"), Map.of("data", data.toString()));
    }

    private void deploy(LayeredConfig settings, String notice) {
        await(vertx.deployVerticle(new SettingsVerticle(bus, settings, notice)));
    }

    private SettingsMessages.CurrentSettings put(String key, Object value) {
        Map<String, Object> values = new HashMap<>();
        values.put(key, value);
        return await(bus.request(SettingsMessages.PUT, new ChangeSettings(values)));
    }

    private static Setting find(SettingsMessages.CurrentSettings settings, String key) {
        return settings.settings().stream().filter(setting -> setting.key().equals(key)).findFirst().orElseThrow();
    }

    @Test
    void everyValueSaysWhereItComesFrom() throws IOException {
        deploy(loaded(), null);
        SettingsMessages.CurrentSettings settings = await(bus.request(SettingsMessages.GET, Empty.INSTANCE));

        assertEquals(new Setting("models.strategy", "immediate", "file", List.of("auto", "always", "immediate", "custom")), find(settings, "models.strategy"));
        assertEquals(new Setting("models.default", "small", "environment", null), find(settings, "models.default"));
        assertEquals(new Setting("models.max_resident", 3, "file", null), find(settings, "models.max_resident"));
        assertEquals(new Setting("system.warning_percent", 80, "default", null), find(settings, "system.warning_percent"));
        assertEquals(new Setting("dashboard.show_memory", true, "default", null), find(settings, "dashboard.show_memory"));
    }

    @Test
    void aChangeHoldsAtOnceIsToldAndKept() throws Exception {
        deploy(loaded(), null);
        BlockingQueue<SettingsMessages.CurrentSettings> told = new LinkedBlockingQueue<>();
        bus.subscribe(SettingsMessages.CHANGED, told::add);

        assertEquals(new Setting("models.default", "tiny", "user", null), find(put("models.default", "tiny"), "models.default"));

        assertEquals("tiny", find(told.poll(20, TimeUnit.SECONDS), "models.default").value());
        LayeredConfig again = new SettingsFile(data).applyTo(loaded());
        assertEquals("tiny", again.config().models().defaultModel());
        assertEquals(Config.Strategy.IMMEDIATE, again.config().models().strategy());

        assertEquals(new Setting("models.default", "small", "environment", null), find(put("models.default", null), "models.default"), "and taken back");
        assertEquals("{}", Files.readString(data.resolve("settings.json")));
    }

    @Test
    void changesAtTheSameTimeAreAllKept() throws IOException {
        deploy(loaded(), null);
        List<Future<SettingsMessages.CurrentSettings>> puts = new ArrayList<>();
        puts.add(bus.request(SettingsMessages.PUT, new ChangeSettings(Map.of("models.max_resident", 5))));
        puts.add(bus.request(SettingsMessages.PUT, new ChangeSettings(Map.of("models.strategy", "nonsense"))));
        puts.add(bus.request(SettingsMessages.PUT, new ChangeSettings(Map.of("models.strategy", "always"))));
        await(Future.join(puts).otherwiseEmpty());

        Config config = new SettingsFile(data).applyTo(loaded()).config();
        assertEquals(5, config.models().maxResident());
        assertEquals(Config.Strategy.ALWAYS, config.models().strategy());
    }

    @Test
    void everythingWrongIsNamedAtOnceAndNothingIsChanged() throws IOException {
        deploy(loaded(), null);
        Map<String, Object> wrong = new HashMap<>(Map.of("models.strategy", "sometimes", "models.keep_alive", "soon", "port", 1,
                "system.warning_percent", 95, "models.max_resident", "many", "dashboard.show_memory", List.of()));
        wrong.put("models.default", "tiny");

        Fault fault = assertThrows(Fault.class, () -> await(bus.request(SettingsMessages.PUT, new ChangeSettings(wrong))));

        for (String part : List.of("models.strategy must be one of auto, always, immediate, custom, not 'sometimes'", "models.keep_alive must be a duration",
                "port cannot be changed while the service runs", "system.critical_percent must be from 96 to 100", "models.max_resident must be a whole number",
                "dashboard.show_memory must be text, a whole number up to 2147483647, true or false")) {
            assertTrue(fault.getMessage().contains(part), part + " is not in: " + fault.getMessage());
        }
        assertEquals(Set.of("models.strategy", "models.keep_alive", "port", "system.critical_percent", "models.max_resident", "dashboard.show_memory"),
                fault.problems().stream().map(Fault.KeyProblem::key).collect(Collectors.toSet()));
        assertTrue(fault.problems().contains(new Fault.KeyProblem("system.critical_percent", "must be from 96 to 100, not 90")), fault.problems().toString());
        assertEquals("small", find(await(bus.request(SettingsMessages.GET, Empty.INSTANCE)), "models.default").value());
        assertFalse(Files.exists(data.resolve("settings.json")));
    }

    @Test
    void aPathIsNoDefaultModelAndATypingErrorIsGuessed() throws IOException {
        deploy(loaded(), null);
        for (String path : List.of("/etc/passwd", "../x.bin", "..\\x")) {
            Fault fault = assertThrows(Fault.class, () -> put("models.default", path));
            assertEquals(List.of(new Fault.KeyProblem("models.default", "must be the name of a model, not a path")), fault.problems());
        }
        assertTrue(assertThrows(Fault.class, () -> put("models.stratgy", "auto")).getMessage().contains("Did you mean 'models.strategy'?"));
    }

    @Test
    void aDryRunChecksAndChangesNothing() throws IOException {
        deploy(loaded(), null);
        await(bus.request(SettingsMessages.PUT, new ChangeSettings(Map.of("models.default", "tiny"), true)));
        assertThrows(Fault.class, () -> await(bus.request(SettingsMessages.PUT, new ChangeSettings(Map.of("models.max_resident", 0), true))));
        assertEquals("small", find(await(bus.request(SettingsMessages.GET, Empty.INSTANCE)), "models.default").value());
        assertFalse(Files.exists(data.resolve("settings.json")));
    }

    @Test
    void whatHasNoEffectIsSaidToWhoSetIt() throws IOException {
        deploy(loaded(), null);
        assertTrue(put("models.keep_alive", "3s").notice().contains("models.strategy is immediate"));
        assertEquals(null, put("models.max_resident", 2).notice(), "not to others");
        assertEquals(null, put("models.strategy", "custom").notice());
        assertEquals(null, put("models.keep_alive", "4s").notice());
    }

    @Test
    void aDamagedFileIsSetAsideAndSaid() throws IOException {
        for (String damage : List.of("{\"models.default\": \"ti", "", "null", "[]", "{\"models.strategy\":\"bogus\"}", "\0\0\0")) {
            Files.writeString(data.resolve("settings.json"), damage);
            SettingsFile file = new SettingsFile(data);

            String notice = file.setAsideIfDamaged(loaded()).orElseThrow(() -> new AssertionError("nothing is said of " + damage));

            Path aside = Path.of(notice.replaceAll("(?s).*The file is now (\\S+),.*", "$1"));
            assertEquals(damage, Files.readString(aside));
            assertEquals("small", file.applyTo(loaded()).config().models().defaultModel());
        }
        deploy(loaded(), "damaged");
        assertEquals("damaged", await(bus.request(SettingsMessages.GET, Empty.INSTANCE)).notice());
        assertEquals(null, put("models.default", "tiny").notice());
    }
}
