package dev.earshot.http.upload;

import dev.earshot.http.answer.BadField;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which fields of other servers' clients are understood, and what is said of the others. */
class FormFieldsTest {

    private static MultiMap form(String... names) {
        MultiMap form = MultiMap.caseInsensitiveMultiMap();
        for (String name : names) {
            form.add(name, "x");
        }
        return form;
    }

    @Test
    void whatOpenAiAndOthersSendByHabitIsAccepted() {
        assertDoesNotThrow(() -> FormFields.check(form()));
        assertDoesNotThrow(() -> FormFields.check(form("model", "language", "prompt", "temperature", "response_format", "timestamp_granularities[]",
                "timestamp_granularities[]", "stream", "include[]", "chunking_strategy", "user", "vad_filter")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "hotwords        | The field 'hotwords' is not understood here: send the words that are to be expected as prompt.",
        "translate       | The field 'translate' is not understood here: use task=translate, or POST /v1/audio/translations.",
        "word_timestamps | The field 'word_timestamps' is not understood here: use timestamp_granularities[]=word.",
        "langauge        | Unknown field 'langauge'. Did you mean 'language'?",
        "x               | Unknown field 'x'. There are highlight_words, include, include[], keep_alive,"})
    void anyOtherIsRefusedWithWhatToDo(String name, String message) {
        BadField bad = assertThrows(BadField.class, () -> FormFields.check(form("model", name)));

        assertTrue(bad.getMessage().startsWith(message), bad.getMessage());
    }
}
