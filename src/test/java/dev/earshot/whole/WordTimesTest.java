package dev.earshot.whole;

import dev.earshot.audio.Media;
import dev.earshot.bench.TimedWords;
import dev.earshot.bench.TimedWords.TimedWord;
import dev.earshot.boot.Service;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** When words were spoken, through the whole service, beside what espeak-ng says. */
class WordTimesTest {

    @TempDir
    static Path data;

    private static Service service;
    private static Client client;

    @BeforeAll
    static void start() {
        service = ServiceFixture.serve(data);
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static JsonObject verbose(Path audio, String... granularity) {
        return new JsonObject(client.upload("/v1/audio/transcriptions", audio, Stream.concat(Stream.of("response_format", "verbose_json"),
                Stream.of(granularity)).toArray(String[]::new)).join().body());
    }

    private static List<TimedWord> words(JsonObject verbose) {
        JsonArray words = verbose.getJsonArray("words");
        return words.stream().map(JsonObject.class::cast).map(word -> new TimedWord(word.getDouble("start"), word.getDouble("end"), word.getString("word")))
                .toList();
    }

    /** The segments without how sure the model was: what no answer may be is left out of its probabilities, which changes the last digit. */
    private static List<List<Object>> spoken(JsonObject verbose) {
        return verbose.getJsonArray("segments").stream().map(JsonObject.class::cast)
                .map(segment -> Stream.of("start", "end", "text", "tokens").map(segment::getValue).toList()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wav", "stereo.wav", "mp3"})
    void wordsBeginAndEndWhereTheyAreSpoken(String form) throws IOException {
        TimedWords apart = new TimedWords();
        TimedWords fluent = new TimedWords();
        Media media = new Media(data);
        for (Path sample : Samples.list(Path.of("samples/words"), ".flac")) {
            Path audio = data.resolve(sample.getFileName().toString().replace("flac", form));
            switch (form) {
                case "mp3" -> media.encode(sample, audio, "-b:a", "64k");
                case "stereo.wav" -> media.encode(sample, audio, "-ar", "44100", "-ac", "2");
                default -> media.encode(sample, audio);
            }
            List<TimedWord> truth = TimedWords.read(Path.of(sample.toString().replace(".flac", ".txt")));
            List<TimedWord> found = words(verbose(audio, "timestamp_granularities[]", "word"));
            (sample.getFileName().toString().startsWith("apart") ? apart : fluent).add(truth, found);
            Files.delete(audio);
        }

        assertTrue(apart.heard() >= 0.85 && fluent.heard() >= 0.85, apart + "; " + fluent);
        assertTrue(apart.startsWithin(0.1) >= 0.9 && apart.endsWithin(0.2) >= 0.85, "apart: " + apart);
        assertTrue(fluent.startsWithin(0.1) >= 0.85 && fluent.endsWithin(0.2) >= 0.8, "fluent: " + fluent);
    }

    @Test
    void theTextIsTheSameWithAndWithoutWords() {
        for (Path sample : Samples.held()) {
            JsonObject plain = verbose(sample);
            JsonObject timed = verbose(sample, "timestamp_granularities[]", "word");

            assertEquals(plain.getString("text"), timed.getString("text"), sample.toString());
            assertEquals(spoken(plain), spoken(timed), sample.toString());
            assertTrue(timed.containsKey("words") && !plain.containsKey("words"), sample.toString());
        }
    }
}
