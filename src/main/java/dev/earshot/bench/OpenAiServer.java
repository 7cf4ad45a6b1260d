package dev.earshot.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A server with OpenAI's audio API, asked as any of its clients would. One thread at a time. */
final class OpenAiServer {

    private static final String BOUNDARY = "earshot-bench";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String model;
    private final String key;

    /**
     * @param base  its address, with or without {@code /v1} at its end
     * @param model what it calls the model
     * @param key   or null where it asks for none
     */
    OpenAiServer(String base, String model, String key) {
        this.base = base.replaceAll("/+$", "").replaceAll("/v1$", "");
        this.model = model;
        this.key = key;
    }

    /**
     * Transcribes; the answer is one line.
     *
     * @param language a code; null to have it detected
     */
    String transcribe(byte[] wav, String language) {
        return ask(wav, field("response_format", "text") + (language == null ? "" : field("language", language))).replaceAll("\\s+", " ");
    }

    /** Transcribes English with the times of words; the answer is {@code verbose_json}. */
    String words(byte[] audio) {
        return ask(audio, field("response_format", "verbose_json") + field("timestamp_granularities[]", "word") + field("language", "en"));
    }

    private String ask(byte[] audio, String fields) {
        String head = field("model", model) + fields + "--" + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bench.wav\"\r\nContent-Type: audio/wav\r\n\r\n";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/v1/audio/transcriptions"))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArrays(List.of(head.getBytes(StandardCharsets.UTF_8), audio,
                        ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8))));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return send(client, request.build());
    }

    private static String field(String name, String value) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    /** The body of an answer that is none of a failure. */
    static String send(HttpClient client, HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(request.uri() + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
