package dev.earshot.http.page;

import dev.earshot.http.Service;
import dev.earshot.http.request.AssetPaths;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The dashboard's files over HTTP. */
@ExtendWith(VertxExtension.class)
class AssetRoutesTest {

    private static final String LIT = "/lib/lit-html/lit-html.js";

    private Service service;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        service = new Service(vertx, data);
    }

    private HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    private static byte[] file(String resource) throws IOException {
        try (InputStream in = AssetRoutesTest.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        }
    }

    @Test
    void aBrowserGetsThePageAndAProgramAWord() throws Exception {
        HttpResponse<byte[]> page = bytes("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertArrayEquals(file("/web/index.html"), page.body());
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
        assertEquals("no-cache", header(page, "Cache-Control"));
        HttpResponse<String> word = service.get("/", "Accept", "*/*");
        assertTrue(word.body().startsWith("Earshot 1.2.3"), word.body());
        assertEquals("text/plain; charset=utf-8", header(word, "Content-Type"));
        assertTrue(word.headers().allValues("Vary").contains("accept"), word.headers().toString());
    }

    @Test
    void aFileComesAsItIsOrCompressed() throws Exception {
        HttpResponse<byte[]> plain = bytes(LIT);
        HttpResponse<byte[]> zipped = bytes(LIT, "Accept-Encoding", "gzip, deflate, br");
        byte[] lit = file(AssetPaths.resource(LIT).orElseThrow());
        assertArrayEquals(lit, plain.body());
        assertEquals("text/javascript; charset=utf-8", header(plain, "Content-Type"));
        assertEquals(null, header(plain, "Content-Encoding"));
        assertEquals("gzip", header(zipped, "Content-Encoding"));
        assertTrue(zipped.body().length < lit.length / 2, zipped.body().length + " bytes");
        assertArrayEquals(lit, new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes());
        assertNotEquals(header(plain, "ETag"), header(zipped, "ETag"));
        assertEquals("accept-encoding", header(zipped, "Vary"));
        assertArrayEquals(zipped.body(), bytes(LIT, "Accept-Encoding", "gzip").body(), "once more from memory");
    }

    @Test
    void whatABrowserHasIsNotSentAgain() throws Exception {
        for (String encoding : new String[] {"gzip", "identity"}) {
            String tag = header(bytes(LIT, "Accept-Encoding", encoding), "ETag");
            for (String condition : new String[] {tag, "W/" + tag, "\"other\", " + tag}) {
                HttpResponse<byte[]> same = bytes(LIT, "Accept-Encoding", encoding, "If-None-Match", condition);
                assertEquals(304, same.statusCode());
                assertEquals(tag, header(same, "ETag"));
                assertEquals("no-cache", header(same, "Cache-Control"));
                assertEquals(0, same.body().length);
            }
            assertEquals(200, bytes(LIT, "Accept-Encoding", encoding, "If-None-Match", "\"older\"").statusCode());
        }
    }

    @Test
    void headTellsTheSameWithoutABody() throws Exception {
        HttpResponse<String> head = service.send("HEAD", LIT, null);
        assertEquals(200, head.statusCode());
        assertEquals(Integer.toString(service.get(LIT).body().getBytes(StandardCharsets.UTF_8).length), header(head, "Content-Length"));
        assertEquals("", head.body());
        assertEquals(200, service.send("HEAD", "/", null).statusCode());
    }

    @Test
    void whatIsNotThereIsNotThereAndNothingIsWritten() throws Exception {
        for (String path : new String[] {"/app/nothing.js", "/app/", "/lib/lit-html/package.json", "/lib/lit-html/directives/nothing.js",
                "/app/..%2findex.html", "/app/%2e%2e/index.html"}) {
            assertEquals(404, service.get(path).statusCode(), path);
        }
        HttpResponse<String> refused = service.send("POST", LIT, "");
        assertEquals(405, refused.statusCode());
        assertEquals("GET, HEAD", header(refused, "Allow"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|',
            value = {"gzip | true", "br, GZIP;q=0.5 | true", "gzip; q=1.0 | true", "gzip;q=0 | false", "gzip;q=0.000 | false",
            "br | false", "identity | false", "- | false", "x-gzip | true", "gzipped | false"})
    void compressedForWhoeverAsks(String accepted, boolean zipped) {
        assertEquals(zipped, AssetRoutes.zipped(accepted));
    }
}
