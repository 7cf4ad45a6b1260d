package dev.earshot.bench;

import dev.earshot.log.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StageTimesTest {

    @TempDir
    Path data;

    @Test
    void timesAreThoseFromTheStageBeforeAndWindowsAddUp() {
        String log = line("ARRIVED", 0) + line("RECEIVED", 900_000)
                + line("ARRIVED", 1_000_000) + "12:00:00.000 INFO  Scheduler [job a] something else\n" + line("RECEIVED", 1_002_000)
                + line("[job a] DISPATCHED", 1_003_000) + line("[job a] RECOGNISED", 1_013_000) + line("[job a] DISPATCHED", 1_014_000)
                + line("[job a] RECOGNISED", 1_034_500);

        StageTimes times = new StageTimes(log, 1);

        assertEquals(1, times.requests());
        assertEquals(2, times.windows());
        assertEquals(2, times.median(Stage.RECEIVED));
        assertEquals(2, times.median(Stage.DISPATCHED));
        assertEquals(30.5, times.median(Stage.RECOGNISED));
        assertEquals(0, times.median(Stage.WRITTEN));
        assertEquals(34.5, times.whole());
    }

    private static String line(String stage, long micros) {
        return "12:00:00.000 DEBUG Stage " + stage + " at " + micros + " us\n";
    }

    @Test
    void aServiceThatLogsAllTellsEveryStageOfARequestInOrder() throws IOException {
        Path log = data.resolve("log");
        byte[] wav = Files.readAllBytes(Path.of("samples/hello-world.wav"));
        try (ServeProcess service = new ServeProcess(data, Map.of("EARSHOT_LOG_LEVEL", "DEBUG"), ProcessBuilder.Redirect.to(log.toFile()))) {
            assertEquals("hello world", service.transcribe(wav, "micro.en"));
        }

        StageTimes times = new StageTimes(Files.readString(log), 0);

        assertEquals(1, times.requests());
        assertEquals(1, times.windows());
        for (Stage stage : Stage.values()) {
            assertTrue(stage == Stage.ARRIVED || times.median(stage) > 0, stage + " in " + Files.readString(log));
        }
    }
}
