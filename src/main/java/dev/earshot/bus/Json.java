package dev.earshot.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Function;

/**
 * The one mapping between records and JSON, the same on the bus, over HTTP and in the terminal: snake_case names, absent
 * fields instead of nulls, instants as ISO 8601 text. Unknown fields are ignored, so that nodes of different versions
 * understand each other; enums in lower case. Thread-safe.
 */
public final class Json {

    /** Levels of objects and lists inside each other; what is nested deeper would cost stack wherever it is walked through. */
    private static final int DEEPEST = 64;

    /** The shared mapper; never reconfigure it. */
    public static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build()).build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            // Of records; in a map of somebody's own a null may mean something.
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    // What crossed the bus holds Vert.x' own objects at every level.
                    .addSerializer(JsonObject.class, plain(JsonObject::getMap))
                    .addSerializer(JsonArray.class, plain(JsonArray::getList))
                    .addDeserializer(Instant.class, new InstantReader()))
            .build();

    private static final ObjectReader EXACT = MAPPER.reader().with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {
    }

    /** A record as a JSON object of plain maps, lists, strings, numbers and booleans. */
    @SuppressWarnings("unchecked")
    public static JsonObject toObject(Object value) {
        return new JsonObject((Map<String, Object>) MAPPER.convertValue(value, Map.class));
    }

    /**
     * A JSON object as a record.
     *
     * @throws Fault {@code bad-request} naming the field that does not fit
     */
    public static <T> T fromObject(JsonObject json, Class<T> type) {
        try {
            return MAPPER.convertValue(json.getMap(), type);
        } catch (IllegalArgumentException e) {
            throw Fault.badRequest(JsonProblem.of(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static <T> JsonSerializer<T> plain(Function<T, Object> content) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                provider.defaultSerializeValue(content.apply(value), json);
            }
        };
    }

    /** A value as JSON text. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * JSON text as a value.
     *
     * @throws Fault {@code bad-request} naming what does not fit
     */
    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw Fault.badRequest(JsonProblem.of(e));
        }
    }

    /**
     * As {@link #read}, for what people write: fields that a record does not have are refused, and not ignored.
     *
     * @throws Fault {@code bad-request} naming what does not fit, and the nearest known field
     */
    public static <T> T readExactly(String text, Class<T> type) {
        try {
            return EXACT.forType(type).readValue(text);
        } catch (JsonProcessingException e) {
            throw Fault.badRequest(JsonProblem.of(e));
        }
    }

    private static final class InstantReader extends FromStringDeserializer<Instant> {
        InstantReader() {
            super(Instant.class);
        }

        @Override
        protected Instant _deserialize(String value, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(value);
            } catch (DateTimeParseException e) {
                throw context.weirdStringException(value, Instant.class, "no time");
            }
        }
    }
}
