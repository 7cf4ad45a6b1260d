package dev.earshot.bus;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is said of JSON that does not fit, and what is told of errors nobody foresaw. */
class JsonTest {

    enum Colour { RED, GREEN }

    record Inner(int depth) {
    }

    record Shape(String name, Integer sides, double area, boolean round, Colour colour, Instant at, List<Inner> inner) {
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "[]                         | The JSON must be a JSON object.",
        "7                          | The JSON must be a JSON object.",
        "{\"sides\":\"many\"}         | Field 'sides' must be a whole number.",
        "{\"sides\":99999999999}      | A number in the JSON is out of range (line 1, column 21).",
        "{\"area\":[]}                | Field 'area' must be a number.",
        "{\"round\":\"perhaps\"}      | Field 'round' must be true or false.",
        "{\"name\":{}}                | Field 'name' must be text.",
        "{\"colour\":\"mauve\"}       | Field 'colour' must be one of red, green.",
        "{\"at\":\"yesterday\"}       | Field 'at' must be a time such as 2026-01-02T03:04:05Z.",
        "{\"inner\":7}                | Field 'inner' must be a list.",
        "{\"inner\":[{\"depth\":[]}]}  | Field 'inner[0].depth' must be a whole number.",
        "{\"colur\":\"red\"}         | Unknown field 'colur'. Did you mean 'colour'? There are area, at, colour, inner, name, round, sides.",
        "{\"inner\":[{\"x\":1}]}       | Unknown field 'inner[0].x'. There is depth.",
        "{\"name\":                   | This is no JSON (line 1, column 9).",
        "{\"name\":\"a\"} x            | This is no JSON (line 1, column 14)."})
    void whatDoesNotFitIsSaidInWords(String json, String sentence) {
        Fault fault = assertThrows(Fault.class, () -> Json.readExactly(json, Shape.class));
        assertEquals(Fault.Code.BAD_REQUEST, fault.code());
        assertEquals(sentence, fault.getMessage());
    }

    @Test
    void nodesOfOtherVersionsMayHaveMoreFields() {
        assertEquals(new Inner(1), Json.read("{\"depth\":1,\"newer\":true}", Inner.class));
        assertEquals(new Inner(1), Json.fromObject(new JsonObject("{\"depth\":1,\"newer\":true}"), Inner.class));
    }

    @Test
    void deepNestingIsRefusedBeforeItCostsStack() {
        String deep = "{\"a\":".repeat(900) + "1" + "}".repeat(900);
        assertEquals("The JSON is too large or nested too deeply.", assertThrows(Fault.class, () -> Json.readExactly(deep, Map.class)).getMessage());
    }

    @Test
    void anUnforeseenErrorKeepsItsWordsToItself() {
        Fault fault = Fault.of(new IllegalStateException("/secret/path of java.lang.Something"));
        assertEquals(Fault.Code.INTERNAL, fault.code());
        assertTrue(fault.getMessage().matches("Internal error [0-9a-f]{8}; the service's log says more under this number\\."), fault.getMessage());
        assertFalse(fault.info().message().contains("secret"));
    }

    @ParameterizedTest
    @CsvSource({"stat, state", "keepalive, keep_alive", "lmit, limit", "respones_format, response_format",
            "timestamp_granularities, timestamp_granularities[]"})
    void theNearestWordIsFound(String written, String meant) {
        assertEquals(meant, NearestWord.of(written, List.of("state", "keep_alive", "limit", "response_format", "timestamp_granularities[]")).orElseThrow());
    }

    @Test
    void theNearestOfSeveralIsMeant() {
        assertEquals("response_format", NearestWord.of("response_fromat", List.of("response_form", "response_format", "response_forms")).orElseThrow());
        assertEquals("state", NearestWord.of("stat", List.of("status", "state", "static")).orElseThrow());
        assertEquals("limit", NearestWord.of("lmiit", List.of("limit", "limits")).orElseThrow(), "letters that are exchanged are one mistake");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "hotwords", "", "__"})
    void noWordIsBetterThanAWrongOne(String written) {
        assertTrue(NearestWord.of(written, List.of("state", "keep_alive", "limit")).isEmpty());
    }
}
