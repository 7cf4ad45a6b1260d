package dev.earshot.bench.abuse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Makes requests of an OpenAPI contract, most of them wrong in some way, and judges the answers: every status must be one that the contract
 * has for the operation, and none may be 500. A seed repeats all of them. Nothing is asked for that would download anything. Not thread-safe.
 */
public final class ContractFuzzer {

    /**
     * @param operation of the contract, or empty where the method is none of its path's
     * @param bytes     as they are to be sent on a connection of their own, which the service closes
     */
    public record Request(String operation, byte[] bytes) {

        /** The first line, for people. */
        public String line() {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.substring(0, text.indexOf('\r'));
        }
    }

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "head");
    private static final List<String> OTHER_METHODS = List.of("PATCH", "TRACE", "PROPFIND", "OPTIONS");
    /** What any path answers to what is no request of its own. */
    private static final Set<Integer> ANYWHERE = Set.of(400, 403, 404, 405, 413, 414, 431, 501);
    /** As they are sent, so some of them are escaped, and some wrongly. */
    private static final List<String> WORDS = List.of("micro.en", "nosuch", "1", "0", "-1", "1001", "99999999999999999999", "true", "maybe", "", "%",
            "%zz", "%2e",
            "..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "a%00b", "a%0D%0AX-Evil:%201", "%F0%9F%92%A9", "%FF%FE", "'%3B--", "NaN", "1e400",
                    "2026-01-02T03:04:05Z",
            "yesterday", "x".repeat(300), "text", "srt", "failed", "transcribe", ".", "*", "%5C", "%E2%80%A8");
    private static final List<String> JSON = List.of("null", "true", "-1", "1e400", "\"\"", "\"micro.en\"", "\"\\u0000\"", "\"/etc/passwd\"", "[]", "{}",
            "[[[]]]",
            "{\"a\":{\"b\":null}}", "\"\\ud800\"", "99999999999999999999", "{\"a\":".repeat(200) + "1" + "}".repeat(200));
    private static final List<String> BODIES = List.of("", "null", "[]", "{", "\"x\"", "7", "{\"\":1}", "\u0000", "{\"a\":1,\"a\":2}", "[".repeat(2000));
    private static final List<String> ACCEPTS = List.of("*/*", "text/event-stream", "application/x-ndjson", "text/html", "application/json;q=0", ",,;;=");
    private static final String BOUNDARY = "fuzz-boundary";

    private final List<Operation> operations = new ArrayList<>();
    private final Random random;
    private final JsonNode contract;

    private record Operation(String id, String method, String path, JsonNode declared) {
    }

    private ContractFuzzer(JsonNode contract, long seed) {
        this.contract = contract;
        this.random = new Random(seed);
        contract.get("paths").properties().forEach(path -> path.getValue().properties().stream().filter(each -> METHODS.contains(each.getKey()))
                .forEach(each -> operations.add(new Operation(each.getValue().get("operationId").asText(), each.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(), each.getValue()))));
    }

    /** @param yaml the contract's text */
    public static ContractFuzzer of(String yaml, long seed) {
        try {
            return new ContractFuzzer(new ObjectMapper(new YAMLFactory()).readTree(yaml), seed);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** How many operations the contract has. */
    public int operations() {
        return operations.size();
    }

    public Request next() {
        Operation operation = operations.get(random.nextInt(operations.size()));
        boolean other = random.nextInt(20) == 0;
        String method = other ? any(OTHER_METHODS) : operation.method();
        byte[] body = method.equals("HEAD") ? new byte[0] : body(operation);
        String type = !operation.declared().has("requestBody") ? "" : isForm(operation) && random.nextInt(10) > 0
                ? "Content-Type: multipart/form-data; boundary=" + BOUNDARY + "\r\n" : "Content-Type: application/json\r\n";
        String head = method + " " + target(operation) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: " + any(ACCEPTS) + "\r\n" + type
                + "Content-Length: " + body.length + "\r\n\r\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return new Request(other ? "" : operation.id(), bytes.toByteArray());
    }

    /**
     * What is wrong with an answer, as a sentence; empty where nothing is.
     *
     * @param status of the answer; -1 where none came
     */
    public Optional<String> judge(Request request, int status) {
        boolean known = request.operation().isEmpty() ? ANYWHERE.contains(status)
                : operations.stream().anyMatch(each -> each.id().equals(request.operation()) && each.declared().get("responses").has(Integer.toString(status)));
        if (known && status != 500) {
            return Optional.empty();
        }
        return Optional.of((status < 0 ? "no answer" : "status " + status) + " to " + request.line()
                + (request.operation().isEmpty() ? "" : " (" + request.operation() + ")"));
    }

    private String target(Operation operation) {
        StringBuilder path = new StringBuilder();
        for (String part : operation.path().split("(?=\\{)|(?<=})")) {
            path.append(part.startsWith("{") ? anyName() : part);
        }
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : operation.declared().path("parameters")) {
            if (!parameter.has("$ref") && parameter.get("in").asText().equals("query") && random.nextBoolean()) {
                query.add(parameter.get("name").asText() + "=" + any(WORDS));
            }
        }
        if (random.nextInt(8) == 0) {
            query.add(any(WORDS) + "=" + any(WORDS));
        }
        return path + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    /** An empty one would make it another path. */
    private String anyName() {
        String name = any(WORDS);
        return name.isEmpty() ? anyName() : name;
    }

    private byte[] body(Operation operation) {
        if (!operation.declared().has("requestBody")) {
            return new byte[0];
        }
        if (random.nextInt(5) == 0) {
            return any(BODIES).getBytes(StandardCharsets.UTF_8);
        }
        return (isForm(operation) ? form(operation) : json(operation)).getBytes(StandardCharsets.UTF_8);
    }

    private boolean isForm(Operation operation) {
        return operation.declared().at("/requestBody/content").has("multipart/form-data");
    }

    private String form(Operation operation) {
        StringBuilder form = new StringBuilder();
        for (Iterator<String> names = properties(operation, "multipart/form-data"); names.hasNext(); ) {
            String name = names.next();
            if (name.equals("file") ? random.nextInt(10) > 0 : random.nextInt(4) == 0) {
                form.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"").append(name)
                        .append(name.equals("file") ? "\"; filename=\"a.wav\"" : "\"")
                        .append("\r\n\r\n").append(name.equals("file") ? "RIFF no audio" : any(WORDS)).append("\r\n");
            }
        }
        return random.nextInt(15) == 0 ? form.toString() : form + "--" + BOUNDARY + "--\r\n";
    }

    private String json(Operation operation) {
        List<String> fields = new ArrayList<>();
        for (Iterator<String> names = properties(operation, "application/json"); names.hasNext(); ) {
            String name = names.next();
            if (random.nextInt(3) > 0) {
                fields.add("\"" + name + "\":" + any(JSON));
            }
        }
        if (random.nextInt(6) == 0) {
            fields.add("\"unknown\":" + any(JSON));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private Iterator<String> properties(Operation operation, String type) {
        JsonNode schema = operation.declared().at("/requestBody/content").path(type).path("schema");
        JsonNode resolved = schema.has("$ref") ? contract.at(schema.get("$ref").asText().substring(1)) : schema;
        // Settings are keys of a map, of which the example has some.
        JsonNode named = resolved.has("properties") ? resolved.get("properties") : operation.declared().at("/requestBody/content").path(type).path("example");
        return named.fieldNames();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
