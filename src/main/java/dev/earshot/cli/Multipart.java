package dev.earshot.cli;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/** A multipart/form-data body (RFC 7578) with one file, which is streamed from disk. */
final class Multipart {

    private final String boundary = "earshot-" + UUID.randomUUID();
    private final StringBuilder fields = new StringBuilder();
    private final String name;
    private final Path file;

    Multipart(String name, Path file) {
        this.name = name;
        this.file = file;
    }

    /** Adds a field; a null value adds nothing. */
    Multipart field(String field, Object value) {
        if (value != null) {
            fields.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"").append(field)
                    .append("\"\r\n\r\n").append(value).append("\r\n");
        }
        return this;
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    BodyPublisher body() {
        String quoted = name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
        String head = fields + "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + quoted
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        try {
            return BodyPublishers.concat(BodyPublishers.ofString(head, StandardCharsets.UTF_8), BodyPublishers.ofFile(file),
                    BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        } catch (FileNotFoundException e) {
            throw Transcriber.notFound(file);
        }
    }
}
