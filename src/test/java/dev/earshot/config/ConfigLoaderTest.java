package dev.earshot.config;

import dev.earshot.bus.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConfigLoaderTest {

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("earshot.yaml"), text);
    }

    @Test
    void theShippedFileNamesEveryKeyWithItsDefault() throws IOException {
        Path shipped = Path.of("conf/earshot.yaml");

        assertEquals(Config.defaults(), ConfigLoader.load(Optional.of(shipped), Map.of(), Map.of()).config());
        String text = Files.readString(shipped);
        for (String key : Keys.values(Config.defaults()).keySet()) {
            assertTrue(text.contains(key.substring(key.lastIndexOf('.') + 1) + ": "), key + " is missing");
        }
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Path file = file("port: 1\nhost: one\ndata: /one\nengine:\n  isolation: none\n");

        Config config = ConfigLoader.load(Optional.of(file),
                Map.of("EARSHOT_PORT", "2", "EARSHOT_HOST", "two", "EARSHOT_MODELS_DEFAULT", "tiny"), Map.of("port", "3")).config();

        assertEquals(3, config.port());
        assertEquals("two", config.host());
        assertEquals(Path.of("/one"), config.data());
        assertEquals(Config.Isolation.NONE, config.engine().isolation());
        assertEquals("tiny", config.models().defaultModel());
    }

    @Test
    void everythingWrongIsNamedAtOnce() throws IOException {
        Path file = file("prot: 8378\nengine:\n  isolation: maybe\n  threads: many\njobs: 7\n");

        Fault fault = assertThrows(Fault.class,
                () -> ConfigLoader.load(Optional.of(file), Map.of("EARSHOT_PORT", "70000"), Map.of()));

        assertEquals(Fault.Code.BAD_REQUEST, fault.code());
        for (String part : new String[] {"'prot'", "engine.isolation must be one of process, none, not 'maybe'",
                "engine.threads must be a whole number, not 'many'", "'jobs'", "port must be from 0 to 65535, not 70000"}) {
            assertTrue(fault.getMessage().contains(part), part + " is not in: " + fault.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "always, ALWAYS", "off, OFF", "true, AUTO", "on, AUTO", "false, OFF", "No, OFF"})
    void shortSpeechUnderstandsTheTruthValuesThatItOnceHad(String text, Config.ShortSpeechSetting meant) throws IOException {
        Path file = file("engine:\n  short_speech: " + text + "\n");
        assertEquals(meant, ConfigLoader.load(Optional.of(file), Map.of(), Map.of()).config().engine().shortSpeech());
        assertEquals(meant, LayeredConfig.of(Config.defaults()).with(Map.of("engine.short_speech", text)).config().engine().shortSpeech());
    }

    @Test
    void addressesOfDownloadsMustBeSome() throws IOException {
        Fault fault = assertThrows(Fault.class, () -> ConfigLoader.load(Optional.of(file("downloads:\n  endpoint: //mirror\n  proxy: ftp://me:secret@host\n")),
                Map.of("EARSHOT_DOWNLOADS_ATTEMPTS", "0"), Map.of()));

        for (String part : new String[] {"downloads.endpoint must be", "downloads.proxy must be", "downloads.attempts must be from 1"}) {
            assertTrue(fault.getMessage().contains(part), part + " is not in: " + fault.getMessage());
        }
        assertTrue(!fault.getMessage().contains("secret"));
    }

    @Test
    void aFileThatIsNotYamlIsNamedWithItsLine() throws IOException {
        Path file = file("port: 1\nhost: [\n");

        Fault fault = assertThrows(Fault.class, () -> ConfigLoader.load(Optional.of(file), Map.of(), Map.of()));

        assertTrue(fault.getMessage().contains("earshot.yaml is not YAML"), fault.getMessage());
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = folder.resolve("nowhere.yaml");
        Fault fault = assertThrows(Fault.class, () -> ConfigLoader.load(Optional.of(file), Map.of(), Map.of()));
        assertEquals("The configuration is not usable: there is no file " + file + ".", fault.getMessage());
    }

    @Test
    void aConfigurationIsChangedByTheSameKeys() {
        Config changed = Config.defaults().with(Map.of("models.default", "tiny", "port", 0, "engine.isolation", Config.Isolation.NONE, "http.metrics", false));
        assertEquals("tiny", changed.models().defaultModel());
        assertEquals(0, changed.port());
        assertEquals(Config.Isolation.NONE, changed.engine().isolation());
        assertEquals(Config.defaults(), changed.with(Map.of("models.default", "base", "port", 8378, "engine.isolation", "process", "http.metrics", true)));
        assertThrows(IllegalArgumentException.class, () -> changed.with(Map.of("models.defualt", "tiny")));
        assertThrows(IllegalArgumentException.class, () -> changed.with(Map.of("port", "many")));
        assertEquals(changed, changed.with(List.of(new Setting("models.of_a_newer_node", 1, "user", null))), "what a newer node tells");
    }

    @Test
    void anEmptyFileMeansTheDefaults() throws IOException {
        assertEquals(Config.defaults(), ConfigLoader.load(Optional.of(file("# nothing\n")), Map.of(), Map.of()).config());
    }

    @Test
    void aTildeIsTheHomeFolder() throws IOException {
        Config config = ConfigLoader.load(Optional.of(file("data: ~/sound\n")), Map.of(), Map.of()).config();

        assertEquals(Path.of(System.getProperty("user.home"), "sound"), config.data());
    }

    @Test
    void whoSetsKeepAliveMeansItWhereverThatIs() throws IOException {
        LayeredConfig environment = ConfigLoader.load(Optional.of(Path.of("conf/earshot.yaml")), Map.of("EARSHOT_MODELS_KEEP_ALIVE", "3s"), Map.of());
        assertEquals(Config.Strategy.CUSTOM, environment.config().models().strategy());
        assertEquals(new Setting("models.strategy", "custom", "environment", List.of("auto", "always", "immediate", "custom")),
                find(environment, "models.strategy"));
        assertEquals(KeepAlive.parse("3s"), KeepAlive.of(environment.config().models()));
        assertEquals(Optional.empty(), environment.unheeded());
        assertEquals(environment.config(), Config.defaults().with(environment.list()), "as others hear it");

        assertEquals(Config.Strategy.CUSTOM, ConfigLoader.load(Optional.of(file("models:\n  keep_alive: 1h\n")), Map.of(), Map.of()).config().models()
                .strategy());
        assertEquals(Config.Strategy.CUSTOM, ConfigLoader.load(Optional.empty(), Map.of(), Map.of("models.keep_alive", "1h")).config().models().strategy());
        LayeredConfig user = ConfigLoader.load(Optional.empty(), Map.of(), Map.of()).with(Map.of("models.keep_alive", "1h"));
        assertEquals(Config.Strategy.CUSTOM, user.config().models().strategy());
        assertEquals("user", find(user, "models.strategy").source());
        Map<String, Object> back = new HashMap<>();
        back.put("models.keep_alive", null);
        assertEquals(Config.Strategy.AUTO, user.with(back).config().models().strategy());
    }

    @Test
    void aStrategyThatIsSetTooCountsAndThatIsSaid() throws IOException {
        LayeredConfig both = ConfigLoader.load(Optional.of(file("models:\n  strategy: immediate\n")), Map.of("EARSHOT_MODELS_KEEP_ALIVE", "3s"), Map.of());
        assertEquals(Config.Strategy.IMMEDIATE, both.config().models().strategy());
        assertEquals("models.keep_alive (3s) has no effect, because models.strategy is immediate. Set models.strategy to custom for it to count.",
                both.unheeded().orElseThrow());
        LayeredConfig named = ConfigLoader.load(Optional.empty(), Map.of("EARSHOT_MODELS_STRATEGY", "auto", "EARSHOT_MODELS_KEEP_ALIVE", "3s"), Map.of());
        assertEquals(Config.Strategy.AUTO, named.config().models().strategy(), "the default, by name");
        assertTrue(named.unheeded().isPresent());
    }

    @Test
    void aMistypedVariableStopsTheStartLikeAMistypedKey() throws IOException {
        Path file = file("models:\n  stratgy: always\n");
        Fault fault = assertThrows(Fault.class,
                () -> ConfigLoader.load(Optional.of(file), Map.of("EARSHOT_MODELS_STRATGY", "always", "EARSHOT_COLOUR", "red"), Map.of()));
        for (String part : List.of("EARSHOT_MODELS_STRATGY means nothing here (did you mean EARSHOT_MODELS_STRATEGY?)", "EARSHOT_COLOUR means nothing here;",
                "is no known key (did you mean 'models.strategy'?)")) {
            assertTrue(fault.getMessage().contains(part), part + " is not in: " + fault.getMessage());
        }
    }

    @Test
    void variablesOfOthersAreNoMistakes() {
        Map<String, String> env = Map.of("EARSHOT_API_KEY", "k", "EARSHOT_CONFIG", "c", "EARSHOT_JAVA_OPTS", "-Xmx1g", "EARSHOT_NO_BUILD", "1",
                "EARSHOT_PORT_8378_TCP_ADDR", "10.0.0.1", "EARSHOT_LOG_LEVEL", "WARN", "EARSHOT_TYPO", "", "EARSHOT_SERVICE_HOST", "10.0.0.1",
                "EARSHOT_PORT", "tcp://10.0.0.1:8378", "EARSHOTS", "x");
        assertEquals(Config.defaults(), ConfigLoader.load(Optional.empty(), env, Map.of()).config());
        assertEquals(Config.defaults(), ConfigLoader.load(Optional.empty(), Map.of("EARSHOT_PLAIN", "1"), Map.of()).config());
    }

    @Test
    void theLongestKeepAliveMustBeATime() {
        Fault fault = assertThrows(Fault.class, () -> ConfigLoader.load(Optional.empty(), Map.of("EARSHOT_MODELS_KEEP_ALIVE_MAX", "long"), Map.of()));
        assertTrue(fault.getMessage().contains("models.keep_alive_max must be a duration"), fault.getMessage());
    }

    private static Setting find(LayeredConfig settings, String key) {
        return settings.list().stream().filter(setting -> setting.key().equals(key)).findFirst().orElseThrow();
    }
}
