package dev.earshot.whole;

import dev.earshot.TestProcess;
import dev.earshot.bench.ServeProcess;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a service writes to stderr. */
class LogTest {

    private static final Path HELLO = Path.of("samples/hello-world.wav");

    @TempDir
    Path data;

    /** A job, the engine's process killed, a job that needs a new one, a job that cannot be written down; then the lines. */
    private List<String> lines(Map<String, String> settings) throws IOException, SQLException {
        Path log = data.resolve("stderr.log");
        try (ServeProcess service = new ServeProcess(data, settings, Redirect.to(log.toFile()))) {
            Client client = new Client(service.url());
            transcribe(client, 200);
            String resident = new String(URI.create(service.url() + "/api/ps").toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
            long engine = new JsonObject(resident).getJsonArray("models").getJsonObject(0).getLong("pid");
            assertTrue(new TestProcess(engine).kill());
            new TestProcess(engine).awaitEnd();
            transcribe(client, 200);
            try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db")); Statement full = store.createStatement()) {
                full.execute("CREATE TRIGGER full BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            }
            transcribe(client, 503);
        }
        return Files.readAllLines(log);
    }

    private static void transcribe(Client client, int status) {
        assertEquals(status, client.upload("/v1/audio/transcriptions", HELLO, "model", "micro.en").join().statusCode());
    }

    @Test
    void everyLineIsAnObjectAndThoseOfAJobSayWhichOne() throws IOException, SQLException {
        List<JsonObject> lines = lines(Map.of("EARSHOT_LOG_FORMAT", "json", "EARSHOT_LOG_LEVEL", "DEBUG")).stream().map(JsonObject::new).toList();

        for (JsonObject line : lines) {
            Instant.parse(line.getString("timestamp"));
            assertTrue(line.fieldNames().containsAll(List.of("level", "logger", "thread", "message")), line.encode());
        }
        List<JsonObject> ended = lines.stream().filter(line -> line.getString("message").equals("hello-world.wav completed")).toList();
        assertEquals(2, ended.size());
        JsonObject restarted = lines.stream().filter(line -> line.getString("message").startsWith("Engine of micro.en restarted")).findFirst().orElseThrow();
        assertEquals(ended.get(1).getString("job"), restarted.getString("job"));
        JsonObject crashed = lines.stream().filter(line -> line.getString("message").startsWith("Engine of micro.en crashed")).findFirst().orElseThrow();
        assertEquals("WARN", crashed.getString("level"));
        String exception = lines.stream().map(line -> line.getString("exception", "")).filter(text -> text.contains("disk full")).findFirst().orElseThrow();
        assertTrue(exception.contains("\n\tat org.sqlite."), exception);
    }

    @Test
    void textIsTheDefaultAndNamesTheJobToo() throws IOException, SQLException {
        List<String> lines = lines(Map.of());

        assertEquals(2, lines.stream().filter(line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d INFO  Scheduler \\[job \\w+] hello-world.wav completed"))
                .count(),
                String.join("\n", lines));
        assertTrue(lines.stream().anyMatch(line -> line.contains("INFO  ServeCommand Stopping")), String.join("\n", lines));
    }
}
