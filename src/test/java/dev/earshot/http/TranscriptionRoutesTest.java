package dev.earshot.http;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.speech.Priority;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static dev.earshot.http.Service.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ExtendWith(VertxExtension.class)
class TranscriptionRoutesTest {

    private static final String PATH = "/v1/audio/transcriptions";

    private Service service;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        service = new Service(vertx, data);
    }

    @Test
    void everyFormatComesBack() throws Exception {
        HttpResponse<String> json = service.post(PATH);
        assertEquals(200, json.statusCode(), json.body());
        assertEquals("application/json", json.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(FakeModules.TEXT, json(json).getString("text"));
        assertEquals(new JsonObject("{\"type\":\"duration\",\"seconds\":10.0}"), json(json).getJsonObject("usage"));

        assertEquals(1500, json(json).getJsonObject("timing").getInteger("computing_ms"));

        HttpResponse<String> text = service.post(PATH, "response_format", "text");
        assertEquals(FakeModules.TEXT + "\n", text.body());
        assertEquals("wait;dur=10, load;dur=20, compute;dur=1500;desc=\"whisper.cpp 1.9.3, CUDA, a 'GPU'%E2%84%A2\"",
                text.headers().firstValue("Server-Timing").orElseThrow());

        JsonObject verbose = json(service.post(PATH, "response_format", "verbose_json", "timestamp_granularities[]", "word",
                "timestamp_granularities[]", "segment"));
        assertEquals("transcribe", verbose.getString("task"));
        assertEquals("english", verbose.getString("language"));
        assertEquals(2, verbose.getJsonArray("segments").size());
        assertFalse(verbose.containsKey("words"), "no invented word times");
        assertEquals(List.of(false, false, true), List.of(service.modules.submitted().words(), service.modules.submitted().words(),
                service.modules.submitted().words()));
        assertEquals(200, service.post(PATH, "timestamp_granularities", "segment").statusCode());
        assertFalse(service.modules.submitted().words());
        assertEquals(200, service.post(PATH, "timestamp_granularities", "word").statusCode());
        assertTrue(service.modules.submitted().words());

        HttpResponse<String> srt = service.post(PATH, "response_format", "srt");
        assertTrue(srt.body().startsWith("1\n00:00:00,000 --> 00:00:05,000\nand so my fellow\n\n2\n"), srt.body());
        assertEquals("application/x-subrip; charset=utf-8", srt.headers().firstValue("Content-Type").orElseThrow());

        HttpResponse<String> narrow = service.post(PATH, "response_format", "srt", "max_line_width", "10", "max_line_count", "1", "highlight_words", "true");
        assertTrue(narrow.body().contains("\nand so my\n\n2\n"), narrow.body());

        HttpResponse<String> vtt = service.post(PATH, "response_format", "vtt");
        assertTrue(vtt.body().startsWith("WEBVTT\n\n00:00:00.000 --> "), vtt.body());
        assertTrue(vtt.body().contains("Americans &amp; &lt;friends&gt;"), vtt.body());
    }

    @Test
    void fieldsReachTheJobAndTheFileLiesUnderARandomName() throws Exception {
        service.modules.manual();
        var answer = service.send("POST", "/api/jobs", Service.form(Service.file("../../Müller's talk.wav", "the very audio"),
                "model", "whisper-1", "language", " English", "prompt", " Earshot, Whisper ", "temperature", "0.4", "keep_alive", "10m",
                "include[]", "logprobs", "priority", "interactive", "task", "translate"), "Content-Type", Service.multipart());
        assertEquals(202, answer.statusCode());
        SubmitTranscription submit = service.modules.submitted();
        assertEquals("Müller's talk.wav", submit.name());
        assertEquals("whisper-1", submit.model());
        assertEquals("en", submit.language());
        assertEquals("Earshot, Whisper", submit.prompt());
        assertEquals(0.4, submit.temperature());
        assertEquals("10m", submit.keepAlive());
        assertTrue(submit.logprobs());
        assertEquals(Priority.INTERACTIVE, submit.priority());
        assertTrue(submit.translate());
        assertTrue(submit.owned());
        assertFalse(submit.expendable(), "it may be done again");
        assertEquals("the very audio", Files.readString(Path.of(submit.path())));
        assertEquals(List.of(Path.of(submit.path()).getFileName().toString()), service.uploadNames());
        assertFalse(submit.path().contains("talk"));
    }

    @Test
    void emptyFieldsMeanTheDefaults() throws Exception {
        assertEquals(200, service.post(PATH, "model", "", "language", "", "temperature", "", "response_format", "", "stream", "", "include[]", "")
                .statusCode());
        SubmitTranscription submit = service.modules.submitted();
        assertNull(submit.model());
        assertNull(submit.language());
        assertNull(submit.temperature());
        assertEquals(Priority.INTERACTIVE, submit.priority());
        assertFalse(submit.translate());
        assertFalse(submit.logprobs());
        assertTrue(submit.expendable(), "who sent it waits, and has the file");
    }

    @Test
    void translationsAreTranslated() throws Exception {
        JsonObject verbose = json(service.post("/v1/audio/translations", "response_format", "verbose_json", "language", "de"));
        assertEquals("translate", verbose.getString("task"));
        assertEquals("english", verbose.getString("language"));
        assertTrue(service.modules.submitted().translate());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "response_format | diarized_json | text, json, verbose_json, srt, vtt",
            "temperature | 1.5 | from 0 to 1",
            "temperature | warm | from 0 to 1",
            "temperature | NaN | from 0 to 1",
            "temperature | 0x1p-1 | from 0 to 1",
            "temperature | 1d | from 0 to 1",
            "temperature | 1e-1 | from 0 to 1",
            "temperature | -0 | from 0 to 1",
            "language | klingon | klingon",
            "stream | yes | true, false",
            "priority | urgent | interactive, batch",
            "task | summarize | transcribe, translate",
            "timestamp_granularities[] | sentence | word or segment",
            "include[] | item.input_audio | include[] must be logprobs",
            "max_line_width | 42 | goes with srt and vtt",
            "max_line_width | 9 | from 10 to 200",
            "max_line_count | two | from 1 to 10",
            "highlight_words | true | goes with srt and vtt"})
    void wrongFieldsAreNamedWithWhatIsAllowed(String field, String value, String sentence) throws Exception {
        HttpResponse<String> answer = service.post(PATH, field, value);
        assertEquals(400, answer.statusCode());
        JsonObject error = json(answer).getJsonObject("error");
        assertEquals("invalid_request_error", error.getString("type"));
        assertEquals("bad-request", error.getString("code"));
        assertEquals(field, error.getString("param"));
        assertTrue(error.getString("message").contains(sentence), error.getString("message"));
        assertEquals(List.of(), service.uploadNames(), "the file is removed");
        assertTrue(service.modules.submits.isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "respones_format | Unknown field 'respones_format'. Did you mean 'response_format'?",
        "lang            | Did you mean 'language'?",
        "keepalive       | Did you mean 'keep_alive'?",
        "nonsense        | Unknown field 'nonsense'. There are highlight_words, include, include[], keep_alive",
        "hotwords        | as prompt",
        "translate       | task=translate",
        "url             | send the file itself"})
    void aFieldThatMeansNothingHereIsRefused(String field, String sentence) throws Exception {
        HttpResponse<String> answer = service.post(PATH, field, "x");
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains(sentence), answer.body());
        assertEquals(field, json(answer).getJsonObject("error").getString("param"));
        assertTrue(service.modules.submits.isEmpty());
    }

    @Test
    void whatOtherClientsSendByHabitIsAccepted() throws Exception {
        assertEquals(200, service.post(PATH, "include[]", "logprobs", "chunking_strategy", "auto", "known_speaker_names[]", "a", "vad_filter", "true",
                "without_timestamps", "true", "temperature_inc", "0.2", "user", "u1", "timestamp_granularities", "segment").statusCode());
    }

    @Test
    void aLongPromptIsRefusedAndAnAllowedOneInAnyScriptPasses() throws Exception {
        assertEquals(400, service.post(PATH, "prompt", "x".repeat(4001)).statusCode());
        String prompt = "語".repeat(4000);
        assertEquals(200, service.post(PATH, "prompt", prompt).statusCode());
        assertEquals(prompt, service.modules.submitted().prompt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "srt", "vtt", "verbose_json"})
    void probabilitiesOfTokensGoWithJsonOnly(String format) throws Exception {
        for (String include : List.of("include[]", "include")) {
            JsonObject error = json(service.post(PATH, include, "logprobs", "response_format", format)).getJsonObject("error");
            assertEquals("include[]", error.getString("param"));
            assertTrue(error.getString("message").contains("must be json, not " + format), error.getString("message"));
        }
        assertTrue(service.modules.submits.isEmpty());
    }

    @Test
    void streamingSubtitlesMakesNoSense() throws Exception {
        JsonObject error = json(service.post(PATH, "stream", "true", "response_format", "srt")).getJsonObject("error");
        assertEquals("response_format", error.getString("param"));
    }

    @Test
    void aPathIsNoModelNameOverHttp() throws Exception {
        for (String model : List.of("/etc/passwd", "models/ggml-base.bin", "..\\x")) {
            HttpResponse<String> answer = service.post(PATH, "model", model);
            assertEquals(404, answer.statusCode());
            assertEquals("model-not-found", json(answer).getJsonObject("error").getString("code"));
            assertEquals("model", json(answer).getJsonObject("error").getString("param"));
        }
        assertTrue(service.modules.submits.isEmpty());
    }

    @Test
    void aFullQueueSaysWhenToRetryInBothForms() throws Exception {
        service.modules.refuse(new Fault(Fault.Code.QUEUE_FULL, "256 jobs wait already; try again later."));
        HttpResponse<String> openAi = service.post(PATH);
        assertEquals(429, openAi.statusCode());
        assertTrue(Integer.parseInt(openAi.headers().firstValue("Retry-After").orElseThrow()) > 0);
        assertEquals(new JsonObject().put("error", new JsonObject().put("message", "256 jobs wait already; try again later.")
                .put("type", "rate_limit_error").putNull("param").put("code", "queue-full")), json(openAi));

        HttpResponse<String> problem = service.post("/api/jobs");
        assertEquals(429, problem.statusCode());
        assertEquals("application/problem+json", problem.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(problem.headers().firstValue("Retry-After").isPresent());
        assertEquals(new JsonObject().put("type", "about:blank").put("title", "Too Many Requests").put("status", 429)
                .put("detail", "256 jobs wait already; try again later.").put("code", "queue-full").put("retryable", true), json(problem));
        assertEquals(List.of(), service.uploadNames(), "what no job took over is removed");
    }

    @Test
    void aFailedJobIsAnsweredWithItsReason() throws Exception {
        service.modules.manual();
        var answer = service.later(PATH);
        service.modules.submitted();
        FakeModules.taken(service.modules.awaits);
        service.modules.fail("job1", new Fault(Fault.Code.BAD_AUDIO, "speech.wav holds no audio."));
        assertEquals(400, answer.get().statusCode());
        JsonObject error = json(answer.get()).getJsonObject("error");
        assertEquals("bad-audio", error.getString("code"));
        assertEquals("file", error.getString("param"));
        assertEquals("speech.wav holds no audio.", error.getString("message"));
    }

    @Test
    void aWaitGoesOnAfterAnAwaitThatEndsBeforeTheJob() throws Exception {
        service.modules.manual();
        var answer = service.later(PATH);
        service.modules.submitted();
        FakeModules.taken(service.modules.awaits);
        service.modules.answerWaiters("job1");
        FakeModules.taken(service.modules.awaits);
        service.modules.window("job1", 0, "late words");
        service.modules.complete("job1");
        assertEquals("late words", json(answer.get()).getString("text"));
    }
}
