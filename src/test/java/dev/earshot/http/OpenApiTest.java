package dev.earshot.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.earshot.bus.Fault;
import dev.earshot.http.request.QueryParameters;
import dev.earshot.http.upload.FormFields;
import dev.earshot.transcript.TranscriptFormat;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Holds the router, the answers and {@code web/openapi.yaml} together. */
@ExtendWith(VertxExtension.class)
class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private Service service;
    private JsonNode contract;
    private JsonNode components;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path data) throws Exception {
        service = new Service(vertx, data);
        contract = new ObjectMapper(new YAMLFactory()).readTree(service.get("/openapi.yaml").body());
        components = strict(contract.get("components").deepCopy());
    }

    @Test
    void theRouterAndTheContractHaveTheSameRoutes() {
        Set<String> routed = service.verticle.routes().stream().filter(route -> route.getPath() != null).flatMap(OpenApiTest::names)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> written = new TreeSet<>();
        contract.get("paths").properties().forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
            if (METHODS.contains(method)) {
                written.add(method + " " + path.getKey());
            }
        }));
        assertEquals(routed, written);
    }

    @Test
    void parametersAndFieldsAreThoseOfTheContract() {
        Map<String, Set<String>> written = new TreeMap<>();
        contract.get("paths").properties().forEach(path -> path.getValue().properties().stream().filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation -> operation.getValue().path("parameters").forEach(declared -> {
                    JsonNode parameter = declared.has("$ref") ? contract.at(declared.get("$ref").asText().substring(1)) : declared;
                    if (parameter.get("in").asText().equals("query")) {
                        written.computeIfAbsent(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey().replaceAll("\\{(\\w+)}", ":$1"),
                                key -> new TreeSet<>()).add(parameter.get("name").asText());
                    }
                })));
        Map<String, Set<String>> known = new TreeMap<>(QueryParameters.KNOWN);
        known.keySet().removeIf(route -> !contract.get("paths").has(route.replaceAll("^\\S+ ", "").replaceAll(":(\\w+)", "{$1}")));
        assertEquals(written, known, "what the contract has and what Parameters.KNOWN lets in");

        Set<String> fields = new TreeSet<>(FormFields.USED);
        fields.add("file");
        Set<String> form = new TreeSet<>();
        schema("TranscriptionForm").get("properties").fieldNames().forEachRemaining(form::add);
        assertEquals(form, fields);
        for (String field : FormFields.WITHOUT_EFFECT) {
            assertTrue(field.equals("file") || schema("TranscriptionForm").get("description").asText().contains("`" + field + "`"), field);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = contract.findValues("$ref");
        assertTrue(references.size() > 100);
        for (JsonNode reference : references) {
            assertFalse(contract.at(reference.asText().substring(1)).isMissingNode(), reference.asText());
        }
    }

    @Test
    void codesAndFormatsAreAllWritten() {
        Set<String> codes = Stream.concat(Stream.of("invalid_api_key"), Arrays.stream(Fault.Code.values()).map(Fault.Code::text))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, texts(schema("Code").get("enum")));
        assertEquals(Arrays.stream(TranscriptFormat.values()).map(TranscriptFormat::text).collect(Collectors.toCollection(TreeSet::new)),
                texts(schema("TranscriptionForm").at("/properties/response_format/enum")));
    }

    @Test
    void answersFitTheirSchemas() throws Exception {
        String transcriptions = "/v1/audio/transcriptions";
        fits("Transcription", service.post(transcriptions));
        fits("VerboseTranscription", service.post(transcriptions, "response_format", "verbose_json"));
        fits("Job", service.post("/api/jobs"));
        fits("Job", service.get("/api/jobs/job3"));
        fits("JobList", service.get("/api/jobs"));
        fits("ModelList", service.get("/api/models"));
        fits("Model", service.get("/api/models/base"));
        fits("ResidentList", service.get("/api/ps"));
        fits("Resident", service.send("POST", "/api/models/micro.en/load", null));
        fits("Empty", service.send("POST", "/api/models/micro.en/unload", null));
        fits("OpenAiModelList", service.get("/v1/models"));
        fits("OpenAiModel", service.get("/v1/models/micro.en"));
        fits("OpenAiError", service.get("/v1/models/nope"));
        fits("Problem", service.get("/api/jobs/nope"));
        fits("Problem", service.get("/api/jobs?limit=0"));
        fits("Reading", service.get("/api/system/memory"));
        fits("History", service.get("/api/system/history"));
        fits("DecisionList", service.get("/api/decisions?limit=3"));
        fits("TelemetryState", service.get("/api/telemetry"));
        fits("SettingList", service.get("/api/settings"));
        fits("SettingList", service.send("PUT", "/api/settings", "{\"models.strategy\":\"always\",\"models.default\":null}"));
        fits("Problem", service.send("PUT", "/api/settings", "[1]"));
        fits("Ticket", service.send("POST", "/api/eventbus/ticket", null));
        fits("Version", service.get("/api/version"));
        fits("Status", service.get("/health"));
        fits("Status", service.get("/ready"));

        String[] events = service.post(transcriptions, "stream", "true").body().split("\n\n");
        fits("TranscriptDelta", new ObjectMapper().readTree(events[0].substring(6)), schema("TranscriptDelta"));
        fits("TranscriptDone", new ObjectMapper().readTree(events[events.length - 1].substring(6)), schema("TranscriptDone"));

        service.modules.manual();
        service.post("/api/jobs");
        service.modules.fail(service.modules.lastId(), new Fault(Fault.Code.BAD_AUDIO, "No audio."));
        fits("Job", service.get("/api/jobs/" + service.modules.lastId()));
    }

    @Test
    void everyExampleFitsItsSchema() {
        for (JsonNode content : contract.findValues("content")) {
            content.properties().stream().filter(type -> type.getKey().endsWith("json")).forEach(type -> {
                List<JsonNode> examples = new ArrayList<>();
                if (type.getValue().has("example")) {
                    examples.add(type.getValue().get("example"));
                }
                type.getValue().path("examples").forEach(example -> examples.add(example.get("value")));
                examples.forEach(example -> fits("example", example, type.getValue().get("schema")));
            });
        }
    }

    @Test
    void whatLacksAFieldOrHasOneTooManyDoesNotFit() throws Exception {
        for (String wrong : List.of("{}", "{\"jobs\":[{}]}", "{\"jobs\":[],\"more\":1}", "{\"jobs\":1}")) {
            JsonNode list = new ObjectMapper().readTree(wrong);
            assertThrows(AssertionError.class, () -> fits("JobList", list, schema("JobList")), wrong);
        }
    }

    private static Stream<String> names(Route route) {
        return route.methods().stream().map(method -> method.name().toLowerCase(Locale.ROOT) + " "
                + route.getPath().replaceAll(":(\\w+)", "{$1}") + (route.isExactPath() ? "" : "{file}"));
    }

    private JsonNode schema(String name) {
        return contract.at("/components/schemas/" + name);
    }

    private void fits(String schema, HttpResponse<String> answer) throws Exception {
        fits(schema, new ObjectMapper().readTree(answer.body()), schema(schema));
    }

    /** Judged by JSON Schema; beyond it, an object has no property that its schema does not name. */
    private void fits(String where, JsonNode value, JsonNode declared) {
        ObjectNode schema = strict(declared.deepCopy());
        schema.set("components", components);
        assertEquals(List.of(), SCHEMAS.getSchema(schema).validate(value), where + ": " + value);
    }

    private static <T extends JsonNode> T strict(T node) {
        if (node instanceof ObjectNode schema && schema.path("properties").isObject() && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(OpenApiTest::strict);
        return node;
    }

    private static Set<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
    }
}
