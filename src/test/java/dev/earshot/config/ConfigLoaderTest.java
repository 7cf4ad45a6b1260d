package dev.earshot.config;

import dev.earshot.bus.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertEquals("tiny", config.models().standard());
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
    void anEmptyFileMeansTheDefaults() throws IOException {
        assertEquals(Config.defaults(), ConfigLoader.load(Optional.of(file("# nothing\n")), Map.of(), Map.of()).config());
    }

    @Test
    void aTildeIsTheHomeFolder() throws IOException {
        Config config = ConfigLoader.load(Optional.of(file("data: ~/sound\n")), Map.of(), Map.of()).config();

        assertEquals(Path.of(System.getProperty("user.home"), "sound"), config.data());
    }
}
