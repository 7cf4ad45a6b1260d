package dev.earshot.http.page;

import dev.earshot.http.access.SmallDigests;
import io.vertx.core.buffer.Buffer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the dashboard, as it is and compressed.
 *
 * @param tag an ETag's text, without its quotes; that of the compressed form ends in {@value #ZIPPED}
 */
record Asset(String mediaType, String tag, Buffer plain, Buffer zipped) {

    static final String ZIPPED = "-gzip";
    /** Bytes of the file's digest. */
    private static final int TAG = 10;

    /** Reads a file of the class path; null where there is none. Blocking. */
    static Asset read(String resource, String mediaType) throws IOException {
        try (InputStream in = Asset.class.getResourceAsStream(resource)) {
            return in == null ? null : of(in.readAllBytes(), mediaType);
        }
    }

    private static Asset of(byte[] bytes, String mediaType) {
        return new Asset(mediaType, HexFormat.of().formatHex(SmallDigests.sha256(bytes), 0, TAG), Buffer.buffer(bytes), Buffer.buffer(zip(bytes)));
    }

    private static byte[] zip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream(bytes.length / 2);
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
