package dev.earshot.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.slf4j.event.KeyValuePair;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * For programs: {@code timestamp} (ISO 8601, UTC), {@code level}, {@code logger}, {@code thread}, {@code message}, {@code job} and whatever
 * else the line has as a key and a value, {@code exception} with its whole stack trace. Line ends within are escaped.
 */
final class JsonLines extends LineEncoder {

    private final JsonFactory json = new JsonFactory();

    @Override
    String text(ILoggingEvent event) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator object = json.createGenerator(line)) {
            object.writeStartObject();
            object.writeStringField("timestamp", event.getInstant().toString());
            object.writeStringField("level", event.getLevel().toString());
            object.writeStringField("logger", event.getLoggerName());
            object.writeStringField("thread", event.getThreadName());
            object.writeStringField("message", event.getFormattedMessage());
            for (KeyValuePair pair : pairs(event)) {
                if (pair.value instanceof Number || pair.value instanceof Boolean) {
                    object.writeFieldName(pair.key);
                    object.writeRawValue(pair.value.toString());
                } else {
                    object.writeStringField(pair.key, String.valueOf(pair.value));
                }
            }
            if (event.getThrowableProxy() != null) {
                object.writeStringField("exception", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            object.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }
}
