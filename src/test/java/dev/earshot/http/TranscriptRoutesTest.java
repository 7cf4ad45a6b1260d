package dev.earshot.http;

import dev.earshot.jobs.JobMessages;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is kept of a job: its transcript in every form, and its audio. */
@ExtendWith(VertxExtension.class)
class TranscriptRoutesTest {

    private Service service;
    private Path data;
    private String job;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path folder) throws Exception {
        data = folder;
        service = new Service(vertx, folder);
        service.post("/api/jobs");
        job = "/api/jobs/" + service.modules.lastId();
    }

    @Test
    void aTranscriptCanBeHadInEveryForm() throws Exception {
        String text = new JsonObject(service.get(job).body()).getString("text");
        HttpResponse<String> plain = service.get(job + "/transcript");
        assertEquals(text + "\n", plain.body());
        assertEquals("text/plain; charset=utf-8", plain.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(plain.body(), service.get(job + "/transcript?format=txt").body());
        assertTrue(service.get(job + "/transcript?format=text&timestamps=true").body().startsWith("[0:00] "));
        assertTrue(service.get(job + "/transcript?format=srt").body().startsWith("1\n00:00:00,000 --> "));
        assertTrue(service.get(job + "/transcript?format=vtt").body().startsWith("WEBVTT\n\n00:00:00.000 --> "));
        assertEquals(text, new JsonObject(service.get(job + "/transcript?format=json").body()).getString("text"));
        assertEquals(2, new JsonObject(service.get(job + "/transcript?format=verbose_json").body()).getJsonArray("segments").size());
    }

    @Test
    void aTranscriptIsDownloadedUnderTheNameOfItsFile() throws Exception {
        service.modules.rename(service.modules.lastId(), "Überblick \"1\".final.mp3");
        String name = service.get(job + "/transcript?format=srt&download=true").headers().firstValue("Content-Disposition").orElseThrow();
        assertEquals("attachment; filename=\"_berblick _1_.final.srt\"; filename*=UTF-8''%C3%9Cberblick%20%221%22.final.srt", name);
    }

    @ParameterizedTest
    @CsvSource({"?format=doc, 400, format must be one of", "?format=srt&timestamps=true, 400, timestamps goes with", "?download=maybe, 400, download must be",
        "?format=srt&max_line_width=1, 400, from 10 to 200", "?max_line_count=2, 400, goes with srt and vtt", "?highlight_words=1, 400, goes with srt and vtt"})
    void whatThereIsNotIsNamed(String query, int status, String message) throws Exception {
        HttpResponse<String> answer = service.get(job + "/transcript" + query);
        assertEquals(status, answer.statusCode());
        assertTrue(answer.body().contains(message), answer.body());
        assertEquals(404, service.get("/api/jobs/nope/transcript").statusCode());
    }

    @Test
    void theAudioIsPlayedFromAnywhereWhileItIsKept() throws Exception {
        assertEquals(404, service.get(job + "/audio").statusCode());
        Path file = Files.writeString(data.resolve("upload"), "0123456789");
        service.modules.keep(file, "talk.mp3");

        HttpResponse<String> whole = service.get(job + "/audio");
        assertEquals("0123456789", whole.body());
        assertEquals("audio/mpeg", whole.headers().firstValue("Content-Type").orElseThrow());
        HttpResponse<String> part = service.get(job + "/audio", "Range", "bytes=2-4");
        assertEquals(206, part.statusCode());
        assertEquals("234", part.body());
        assertEquals("bytes 2-4/10", part.headers().firstValue("Content-Range").orElseThrow());
        assertEquals("789", service.get(job + "/audio", "Range", "bytes=-3").body());
        assertEquals("56789", service.get(job + "/audio", "Range", "bytes=5-", "If-Range", whole.headers().firstValue("ETag").orElseThrow()).body());
        assertEquals("0123456789", service.get(job + "/audio", "Range", "bytes=5-", "If-Range", "\"another\"").body());
        HttpResponse<String> none = service.get(job + "/audio", "Range", "bytes=10-");
        assertEquals(416, none.statusCode());
        assertEquals("bytes */10", none.headers().firstValue("Content-Range").orElseThrow());
        service.modules.keep(file, "page.html");
        assertEquals("application/octet-stream", service.get(job + "/audio").headers().firstValue("Content-Type").orElseThrow(), "never a page of this site");

        Files.delete(file);
        assertEquals(404, service.get(job + "/audio").statusCode());
    }

    @Test
    void aPlayerThatGoesAwayInTheMiddleIsNoFailure(Vertx vertx) throws Exception {
        Path file = data.resolve("long");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), 200_000_000);
        }
        Promise<Void> sent = Promise.promise();
        Router router = Router.router(vertx);
        router.get("/").handler(ctx -> AudioResponse.send(ctx, new JobMessages.JobAudio(file.toString(), "long.wav", 200_000_001), "\"x\"").onComplete(sent));
        HttpServer server = Service.done(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        try (Socket player = new Socket("127.0.0.1", server.actualPort())) {
            player.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(player.getInputStream().read() > 0);
            player.setSoLinger(true, 0);
        }
        Service.done(sent.future());
    }

    @ParameterizedTest
    @CsvSource(value = {"-, 0, 10, false", "bytes=0-9, 0, 10, true", "bytes=3-99, 3, 7, true", "bytes=-99, 0, 10, true", "'bytes=0-1,4-5', 0, 10, false",
            "bytes=5-2, 0, 10, false", "bytes=-, 0, 10, false", "lines=1-2, 0, 10, false"}, nullValues = "-")
    void rangesAreUnderstoodOrLeftAlone(String header, long from, long length, boolean part) {
        assertEquals(new RequestedRange(from, length, part), RequestedRange.of(header, 10));
        assertEquals(null, RequestedRange.of("bytes=-0", 10));
        assertEquals(null, RequestedRange.of("bytes=0-", 0));
        assertEquals(new RequestedRange(0, 0, false), RequestedRange.of(null, 0));
    }

    @Test
    void anEndedJobIsForgottenWithoutAWord() throws Exception {
        HttpResponse<String> forgotten = service.send("DELETE", job + "?forget=true", null);
        assertEquals(204, forgotten.statusCode());
        assertEquals("", forgotten.body());
        assertEquals(404, service.get(job).statusCode());
        assertEquals(400, service.send("DELETE", job + "?forget=perhaps", null).statusCode());
    }

    @Test
    void aListIsFilteredAsTheQuerySays(Vertx vertx) throws Exception {
        Promise<Object> asked = Promise.promise();
        vertx.eventBus().addInboundInterceptor(message -> {
            if (message.message().address().equals("earshot.jobs.list")) {
                asked.tryComplete(message.message().body());
            }
            message.next();
        });
        service.get("/api/jobs?limit=3&cursor=c&state=failed&kind=folder&since=2026-01-31T08:00:00%2B01:00&q=Talk%20%25&parent=p");
        assertEquals(new JsonObject("{\"limit\":3,\"cursor\":\"c\",\"parent\":\"p\",\"state\":\"failed\",\"kind\":\"folder\","
                + "\"since\":\"2026-01-31T07:00:00Z\",\"q\":\"Talk %\"}"),
                Service.done(asked.future()));
        HttpResponse<String> wrong = service.get("/api/jobs?since=yesterday");
        assertEquals(400, wrong.statusCode());
        assertTrue(wrong.body().contains("since must be a time"), wrong.body());
    }
}
