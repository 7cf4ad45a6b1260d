package dev.earshot.whole;

import dev.earshot.boot.Service;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How likely each token was, through the whole service. */
class LogprobsTest {

    private static final String[] WISH = {"include[]", "logprobs"};

    @TempDir
    static Path data;

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    /** The text that the bytes of tokens are. */
    private static String text(JsonArray logprobs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        objects(logprobs).flatMap(token -> token.getJsonArray("bytes").stream()).forEach(value -> bytes.write((int) value));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static JsonObject json(Client client, Path audio, String... fields) {
        return new JsonObject(client.upload("/v1/audio/transcriptions", audio, fields).join().body());
    }

    private static List<JsonObject> stream(Client client, Path audio) {
        return client.upload("/v1/audio/transcriptions", audio, "stream", "true", WISH[0], WISH[1]).join().body().lines()
                .filter(line -> line.startsWith("data:")).map(line -> new JsonObject(line.substring(5))).toList();
    }

    @Test
    void theTokensJoinedAreTheTextAndTheirMeanIsThatOfTheirSegment() throws Exception {
        Path audio = Samples.recording(data.resolve("talk.wav"), 20);
        String job;
        String kept;
        try (Service service = ServiceFixture.serve(data.resolve("data"))) {
            Client client = new Client(service);
            JsonObject plain = json(client, audio);
            JsonObject told = json(client, audio, WISH);
            assertFalse(plain.containsKey("logprobs"), "nobody asked");
            assertEquals(plain.getString("text"), told.getString("text"));
            assertEquals(told.getString("text"), text(told.getJsonArray("logprobs")).strip());

            List<JsonObject> events = stream(client, audio);
            JsonObject done = events.get(events.size() - 1);
            List<JsonObject> deltas = events.subList(0, events.size() - 1);
            assertTrue(deltas.size() > 1, "the recording has several windows");
            deltas.forEach(delta -> assertEquals(delta.getString("delta").strip(), text(delta.getJsonArray("logprobs")).strip()));
            assertEquals(told.getJsonArray("logprobs"), done.getJsonArray("logprobs"));
            assertEquals(objects(done.getJsonArray("logprobs")).toList(), deltas.stream().flatMap(delta -> objects(delta.getJsonArray("logprobs"))).toList());

            job = new JsonObject(client.upload("/api/jobs", audio, WISH).join().body()).getString("id");
            for (Object each : client.await(job).getJsonArray("segments")) {
                JsonObject confidence = ((JsonObject) each).getJsonObject("confidence");
                double mean = objects(confidence.getJsonArray("logprobs")).collect(Collectors.averagingDouble(token -> token.getDouble("logprob")));
                assertEquals(confidence.getDouble("avg_logprob"), mean, 1e-4);
                assertEquals(confidence.getJsonArray("tokens").size(), confidence.getJsonArray("logprobs").size());
            }
            kept = client.get("/api/jobs/" + job + "/transcript?format=json");
            assertEquals(told.getJsonArray("logprobs"), new JsonObject(kept).getJsonArray("logprobs"));
        }
        try (Service again = ServiceFixture.serve(data.resolve("data"))) {
            assertEquals(kept, new Client(again).get("/api/jobs/" + job + "/transcript?format=json"), "windows are kept with them");
        }
    }
}
