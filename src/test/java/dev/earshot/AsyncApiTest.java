package dev.earshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.earshot.bus.Fault;
import dev.earshot.bus.PcmMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Holds the modules' messages and {@code web/asyncapi.yaml} together. */
class AsyncApiTest {

    /** The channel of all replies: it has no address of its own. */
    private static final String REPLY = "reply";

    /** Schemas that no class stands for. */
    private static final Set<String> EXTRA = Set.of("Code", "Pcm");

    private List<Addresses.Entry> addresses;
    private BusTypes types;
    private JsonNode contract;

    @BeforeEach
    void read() throws Exception {
        addresses = Addresses.all();
        types = new BusTypes(addresses);
        contract = new ObjectMapper(new YAMLFactory()).readTree(Path.of("web/asyncapi.yaml").toFile());
    }

    @Test
    void theContractAndTheCodeHaveTheSameAddresses() {
        Map<String, String> code = new TreeMap<>();
        for (Addresses.Entry entry : addresses) {
            List<String> bodies = entry.types().stream().map(this::body).toList();
            code.put(entry.name(), bodies.size() == 1 ? "send " + bodies : "receive [" + bodies.get(0) + "] -> [" + bodies.get(1) + ", Fault]");
        }
        Map<String, String> written = new TreeMap<>();
        contract.get("operations").properties().forEach(operation -> {
            JsonNode reply = operation.getValue().path("reply");
            JsonNode channel = follow(operation.getValue().get("channel"));
            written.put(channel.get("address").asText().replace("{node}", "<node>"), operation.getValue().get("action").asText() + " "
                    + channel.get("messages").properties().stream().map(message -> body(message.getKey(), message.getValue())).toList()
                    + (reply.isMissingNode() ? "" : " -> " + bodies(reply.get("messages"))));
        });
        assertEquals(lines(code), lines(written));
    }

    @Test
    void everyChannelHasItsOperationAndItsParameters() {
        Set<String> channels = names(contract.get("channels"));
        assertTrue(channels.remove(REPLY));
        assertEquals(channels, names(contract.get("operations")));
        Set<String> replies = new TreeSet<>();
        contract.get("operations").properties().forEach(operation -> {
            String name = operation.getKey();
            JsonNode channel = contract.get("channels").get(name);
            assertEquals("#/channels/" + name, operation.getValue().at("/channel/$ref").asText());
            assertEquals("earshot." + name, channel.get("address").asText().replace(".{node}", ""));
            assertEquals(channel.get("address").asText().contains("{node}"), channel.has("parameters"), name);
            assertTrue(Set.of("clients", "modules").contains(target(operation.getValue().at("/tags/0"))), name + " does not say whom it is for");
            operation.getValue().path("reply").path("messages").forEach(message -> replies.add(target(message)));
        });
        assertEquals(replies, names(contract.at("/channels/" + REPLY + "/messages")));
    }

    @Test
    void theSchemasAreTheRecords() {
        Set<String> written = names(contract.at("/components/schemas"));
        assertTrue(written.removeAll(EXTRA));
        assertEquals(lines(types.names(), types::shape), lines(written, this::shape));
    }

    @Test
    void whatIsNeverAbsentIsRequired() {
        for (String name : types.names()) {
            Set<String> required = texts(schema(name).path("required"));
            Set<String> properties = names(schema(name).path("properties"));
            assertTrue(required.containsAll(types.primitives(name)), name + " requires " + required + ", not all of " + types.primitives(name));
            assertTrue(properties.containsAll(required), name + " requires " + required + " and has " + properties);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = contract.findParents("$ref");
        assertTrue(references.size() > 100);
        references.forEach(reference -> assertFalse(follow(reference).isMissingNode(), reference.toString()));
    }

    @Test
    void codesAreAllWritten() {
        Map<String, Integer> statuses = Arrays.stream(Fault.Code.values()).collect(Collectors.toMap(Fault.Code::text, Fault.Code::status));
        assertEquals(new TreeSet<>(statuses.keySet()), texts(schema("Code").get("enum")));
        Map<String, Integer> written = new TreeMap<>();
        schema("Code").get("x-status").properties().forEach(status -> written.put(status.getKey(), status.getValue().asInt()));
        assertEquals(new TreeMap<>(statuses), written);
    }

    private String body(Type type) {
        return type instanceof ParameterizedType pcm && pcm.getRawType() == PcmMessage.class
                ? body(pcm.getActualTypeArguments()[0]) + " + PCM" : types.name((Class<?>) type);
    }

    private List<String> bodies(JsonNode messages) {
        return StreamSupport.stream(messages.spliterator(), false).map(message -> body(target(message), follow(message))).toList();
    }

    private String body(String key, JsonNode message) {
        JsonNode meta = message.at("/headers/properties/" + PcmMessage.HEADER + "/contentSchema");
        assertEquals(key, target(meta.isMissingNode() ? message.get("payload") : meta));
        return meta.isMissingNode() ? key : key + (target(message.get("payload")).equals("Pcm") ? " + PCM" : "");
    }

    private String shape(String name) {
        JsonNode schema = schema(name);
        Map<String, String> fields = new TreeMap<>();
        schema.path("properties").properties().forEach(field -> fields.put(field.getKey(), text(field.getValue())));
        return schema.get("type").asText() + " " + (schema.has("enum")
                ? StreamSupport.stream(schema.get("enum").spliterator(), false).map(JsonNode::asText).toList() : fields);
    }

    /** A property's type as {@link BusTypes#shape} writes it; what may be of several types is any. */
    private String text(JsonNode schema) {
        if (schema.has("$ref")) {
            return EXTRA.contains(target(schema)) ? text(follow(schema)) : target(schema);
        }
        return switch (schema.path("type").asText("any")) {
            case "", "any" -> "any";
            case "array" -> "list of " + text(schema.path("items"));
            case "object" -> "map of " + text(schema.path("additionalProperties"));
            case "string" -> schema.has("format") ? "string " + schema.get("format").asText() : "string";
            default -> schema.get("type").asText();
        };
    }

    private JsonNode schema(String name) {
        return contract.at("/components/schemas/" + name);
    }

    private JsonNode follow(JsonNode reference) {
        return contract.at(reference.get("$ref").asText().substring(1));
    }

    /** The last name of a reference. */
    private static String target(JsonNode reference) {
        String path = reference.path("$ref").asText();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String lines(Map<String, String> rows) {
        return lines(rows.keySet(), rows::get);
    }

    private static String lines(Set<String> names, Function<String, String> row) {
        return names.stream().map(name -> name + ": " + row.apply(name) + "\n").collect(Collectors.joining());
    }
}
