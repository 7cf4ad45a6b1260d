package dev.earshot.engine.whisper.binding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

class WhisperLayoutTest {

    @Test
    void structsAreAsLongAsWasMeasured() {
        assertEquals(List.of(264, 48, StructWords.FullParams.BYTES),
                List.of(WhisperLayout.V1_7.full().bytes(), WhisperLayout.V1_7.context().bytes(), 264));
        assertEquals(List.of(296, 48, StructWords.VadFullParams.BYTES),
                List.of(WhisperLayout.V1_8_0.full().bytes(), WhisperLayout.V1_8_0.context().bytes(), 296));
        assertEquals(List.of(304, 48, StructWords.NewerFullParams.BYTES),
                List.of(WhisperLayout.V1_9.full().bytes(), WhisperLayout.V1_9.context().bytes(), 304));
        assertEquals(WhisperLayout.V1_7.context().bytes(), StructWords.ContextParams.BYTES);
    }

    @Test
    void fieldsLieWhereTheyWereMeasured() {
        Map.of("n_threads", 4, "audio_ctx", 56, "prompt_tokens", 80, "language", 96, "temperature", 108, "new_segment_callback", 152,
                "progress_callback", 168, "abort_callback", 200, "logits_filter_callback", 216, "grammar_penalty", 256)
                .forEach((name, offset) -> assertEquals(offset, WhisperLayout.V1_7.full().offset(name), name));
        assertEquals(184, WhisperLayout.V1_7.full().offset("encoder_begin_callback"));
        for (CStruct.Field field : WhisperLayout.V1_7.full().fields()) {
            int moved = field.offset() >= 80 ? 8 : 0;
            assertEquals(field.offset() + moved, WhisperLayout.V1_9.full().offset(field.name()), field.name());
        }
        assertEquals(80, WhisperLayout.V1_9.full().offset("carry_initial_prompt"));
        assertThrows(IllegalArgumentException.class, () -> WhisperLayout.V1_7.full().offset("carry_initial_prompt"));
    }

    /** As a C compiler has them. */
    @Test
    void betweenTheTwoSpeechDetectionCameBeforeThePromptThatIsCarriedOn() {
        for (CStruct.Field field : WhisperLayout.V1_7.full().fields()) {
            assertEquals(field.offset(), WhisperLayout.V1_8_0.full().offset(field.name()), field.name());
        }
        Map.of("vad", 260, "vad_model_path", 264, "vad_params.threshold", 272, "vad_params.samples_overlap", 292)
                .forEach((name, offset) -> assertEquals(offset, WhisperLayout.V1_8_0.full().offset(name), name));
        assertFalse(WhisperLayout.V1_8_0.full().has("carry_initial_prompt"));
        assertFalse(LayoutProof.full(WhisperLayout.V1_8_0.full(), LayoutProof.GREEDY, defaults(WhisperLayout.V1_9, LayoutProof.GREEDY)).isEmpty());
        ByteBuffer fewer = ByteBuffer.allocate(304).order(ByteOrder.nativeOrder()).put(defaults(WhisperLayout.V1_8_0, LayoutProof.GREEDY).rewind());
        assertFalse(LayoutProof.full(WhisperLayout.V1_9.full(), LayoutProof.GREEDY, fewer).isEmpty());
    }

    @Test
    void aVersionThatIsNotKnownHasNoLayout() {
        assertEquals(Optional.of(WhisperLayout.V1_7), WhisperLayout.of(null));
        assertEquals(Optional.of(WhisperLayout.V1_9), WhisperLayout.of("1.9.3"));
        assertEquals(Optional.of(WhisperLayout.V1_9), WhisperLayout.of("1.9.3-dev"));
        for (String version : List.of("1.8.0", "1.8.0-dev")) {
            assertEquals(Optional.of(WhisperLayout.V1_8_0), WhisperLayout.of(version));
        }
        for (String version : List.of("1.8.1", "1.8.7", "1.8.10-dev")) {
            assertEquals(Optional.of(WhisperLayout.V1_9), WhisperLayout.of(version));
        }
        assertEquals(Optional.empty(), WhisperLayout.of("1.7.6"));
        assertEquals(Optional.empty(), WhisperLayout.of("2.0.0"));
        assertEquals(Optional.empty(), WhisperLayout.of("1.10.0"));
    }

    /** What a library of a layout gives. */
    private static ByteBuffer defaults(WhisperLayout layout, int strategy) {
        ByteBuffer bytes = ByteBuffer.allocate(layout.full().bytes()).order(ByteOrder.nativeOrder());
        for (CStruct.Field field : layout.full().fields()) {
            Number value = switch (field.name()) {
                case "strategy" -> strategy;
                case "n_threads" -> 2;
                case "language" -> 0x7f00_0000_1000L;
                case "greedy.best_of" -> strategy == LayoutProof.GREEDY ? 5 : -1;
                case "beam_search.beam_size" -> strategy == LayoutProof.BEAM_SEARCH ? 5 : -1;
                default -> field.expected();
            };
            switch (field.type()) {
                case BOOL -> bytes.put(field.offset(), value.byteValue());
                case INT -> bytes.putInt(field.offset(), value.intValue());
                case FLOAT -> bytes.putFloat(field.offset(), value.floatValue());
                default -> bytes.putLong(field.offset(), value.longValue());
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void itsOwnDefaultsProveALayout(WhisperLayout layout) {
        for (int strategy : new int[] {LayoutProof.GREEDY, LayoutProof.BEAM_SEARCH}) {
            assertEquals(List.of(), LayoutProof.full(layout.full(), strategy, defaults(layout, strategy)));
        }
    }

    @Test
    void anotherLayoutsDefaultsDoNot() {
        ByteBuffer newer = defaults(WhisperLayout.V1_9, LayoutProof.GREEDY);
        List<String> differences = LayoutProof.full(WhisperLayout.V1_7.full(), LayoutProof.GREEDY, newer);
        assertEquals("language at 96 is null", differences.get(differences.size() - 1));
        assertEquals(true, differences.contains("grammar_penalty at 256 is 0.0 instead of 100.0"), differences.toString());
        ByteBuffer older = ByteBuffer.allocate(304).order(ByteOrder.nativeOrder()).put(defaults(WhisperLayout.V1_7, LayoutProof.GREEDY).rewind());
        assertEquals(false, LayoutProof.full(WhisperLayout.V1_9.full(), LayoutProof.GREEDY, older).isEmpty());
    }

    /** Each byte that is not padding, and whose default is known, counts. */
    @ParameterizedTest
    @EnumSource
    void oneFieldThatDiffersIsNamed(WhisperLayout layout) {
        for (CStruct.Field field : layout.full().fields()) {
            ByteBuffer bytes = defaults(layout, LayoutProof.GREEDY);
            if (field.name().equals("language")) {
                bytes.putLong(field.offset(), 0);
            } else {
                bytes.put(field.offset(), (byte) (bytes.get(field.offset()) + 42));
            }
            List<String> differences = LayoutProof.full(layout.full(), LayoutProof.GREEDY, bytes);
            assertEquals(1, differences.size(), field + ": " + differences);
            assertEquals(true, differences.get(0).startsWith(field.name() + " at " + field.offset()), differences.get(0));
        }
    }
}
