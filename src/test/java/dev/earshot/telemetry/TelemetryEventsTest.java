package dev.earshot.telemetry;

import dev.earshot.bus.Json;
import dev.earshot.config.Config;
import dev.earshot.jobs.JobMessages.Job;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What an event tells, and what forbids it. */
class TelemetryEventsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T03:59:59.999Z");
    private static final String COMMON = "\"timestamp\":\"2026-11-22T03:00:00Z\",\"app_version\":\"0.1.0\",\"os\":\"linux\",\"arch\":\"x86-64\"";

    private static TelemetryEvents events(String os, String arch) {
        return new TelemetryEvents("0.1.0", os, arch, Set.of("base"));
    }

    private static String completed(JsonObject job) {
        return events("Linux", "amd64").completed(job(job), NOW).map(Json::write).orElse("");
    }

    private static Job job(JsonObject fields) {
        return Json.fromObject(new JsonObject().put("id", "secret-id").put("state", "completed").put("name", "secret.wav").put("text", "secret words")
                .mergeIn(fields), Job.class);
    }

    private static JsonObject transcription(String model, String backend) {
        return new JsonObject().put("kind", "transcribe").put("model", model).put("duration", 61.4).put("timing", new JsonObject().put("waited_ms", 0)
                .put("loading_ms", 0).put("computing_ms", 0)
                .put("library", new JsonObject().put("name", "whisper.cpp").put("version", "1").put("backend", backend)));
    }

    @Test
    void eachEventHasTheFieldsThatAreDocumentedAndNoOthers() {
        assertEquals("{\"event_type\":\"AppLaunched\"," + COMMON + "}", Json.write(events("Linux", "amd64").launched(NOW)));
        assertEquals("{\"event_type\":\"TranscriptionCompleted\"," + COMMON + ",\"duration_secs\":61,\"model_id\":\"base\",\"gpu_used\":false}",
                completed(transcription("base", "CPU")));
        assertEquals("{\"event_type\":\"ModelDownloaded\"," + COMMON + ",\"model_id\":\"base\"}",
                completed(new JsonObject().put("kind", "download").put("model", "base")));
        assertEquals("", completed(new JsonObject().put("kind", "folder").put("model", "base")));
    }

    @Test
    void aModelThatIsNotPublishedHasNoName() {
        assertTrue(completed(transcription("acme-merger-talks", "CPU")).contains("\"model_id\":\"other\""));
        assertTrue(completed(transcription("/home/me/ggml-base.bin", "CPU")).contains("\"model_id\":\"other\""));
        assertTrue(completed(new JsonObject().put("kind", "download")).contains("\"model_id\":\"other\""));
    }

    @Test
    void aGpuIsWhatTheLibrarySaysThatItComputesOn() {
        assertTrue(completed(transcription("base", "CUDA")).contains("\"gpu_used\":true"));
        assertTrue(completed(transcription("base", null)).contains("\"gpu_used\":false"));
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X,aarch64,macos,arm64", "Windows 11,amd64,windows,x86-64", "Linux,x86_64,linux,x86-64", "SunOS,sparcv9,other,other"})
    void systemsHaveAFewNames(String name, String property, String os, String arch) {
        TelemetryMessages.TelemetryEvent event = events(name, property).launched(NOW);
        assertEquals(os + " " + arch, event.os() + " " + event.arch());
    }

    private static Optional<String> refusal(Map<String, String> env, boolean enabled, String endpoint) {
        Config.Telemetry config = new Config.Telemetry(enabled, endpoint);
        return new TelemetryPermission(env, config).refusal(enabled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DO_NOT_TRACK=1", "DO_NOT_TRACK=true", "EARSHOT_TELEMETRY=off", "EARSHOT_TELEMETRY=OFF", "EARSHOT_TELEMETRY=0",
        "EARSHOT_TELEMETRY=of", "HF_HUB_OFFLINE=1"})
    void theEnvironmentWins(String variable) {
        String[] parts = variable.split("=");
        String why = refusal(Map.of(parts[0], parts[1]), true, "http://127.0.0.1/").orElseThrow();
        assertTrue(why.contains(parts[0]), why);
    }

    @Test
    void onlyAYesAndAnAddressTogetherSend() {
        assertTrue(refusal(Map.of(), false, "http://127.0.0.1/").orElseThrow().contains("telemetry is off"));
        assertTrue(refusal(Map.of(), true, "").orElseThrow().contains("telemetry.endpoint"));
        assertEquals(Optional.empty(), refusal(Map.of("DO_NOT_TRACK", "0", "EARSHOT_TELEMETRY", "on"), true, "http://127.0.0.1/"));
        assertTrue(refusal(Map.of("EARSHOT_TELEMETRY", "on"), false, "http://127.0.0.1/").isPresent(), "a variable is no consent");
    }
}
