package dev.earshot.engine.whisper.binding;

import dev.earshot.engine.whisper.binding.CStruct.Field;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether a library lays out its structs as {@link WhisperLayout} has it: each default that is known stands where it is expected. Writing a parameter
 * at a wrong offset would be memory that native code takes for something else. Pure.
 */
final class LayoutProof {

    /** {@code whisper_sampling_strategy}. */
    static final int GREEDY = 0;
    static final int BEAM_SEARCH = 1;

    /** The library takes as many threads as there are processors, up to this. */
    private static final int MOST_THREADS = 4;

    private LayoutProof() {
    }

    /**
     * @param defaults what {@code whisper_full_default_params} gave for a strategy, in the byte order of the machine
     * @return what differs, field by field; empty where all is as expected
     */
    static List<String> full(CStruct layout, int strategy, ByteBuffer defaults) {
        List<String> differences = differences(layout, defaults, Map.of("strategy", strategy, "greedy.best_of", strategy == GREEDY ? 5 : -1,
                "beam_search.beam_size", strategy == BEAM_SEARCH ? 5 : -1));
        int threads = defaults.getInt(layout.offset("n_threads"));
        if (threads < 1 || threads > MOST_THREADS) {
            differences.add("n_threads at " + layout.offset("n_threads") + " is " + threads + " instead of 1 to " + MOST_THREADS);
        }
        if (defaults.getLong(layout.offset("language")) == 0) {
            differences.add("language at " + layout.offset("language") + " is null");
        }
        return differences;
    }

    /** The same for {@code whisper_context_default_params}. */
    static List<String> context(CStruct layout, ByteBuffer defaults) {
        return differences(layout, defaults, Map.of());
    }

    private static List<String> differences(CStruct layout, ByteBuffer defaults, Map<String, Number> particular) {
        List<String> differences = new ArrayList<>();
        for (Field field : layout.fields()) {
            Number expected = particular.getOrDefault(field.name(), field.expected());
            if (expected == null) {
                continue;
            }
            Number found = switch (field.type()) {
                case BOOL -> defaults.get(field.offset());
                case INT -> defaults.getInt(field.offset());
                case FLOAT -> defaults.getFloat(field.offset());
                case SIZE, POINTER -> defaults.getLong(field.offset());
            };
            boolean same = field.type() == CStruct.Type.FLOAT ? found.floatValue() == expected.floatValue() : found.longValue() == expected.longValue();
            if (!same) {
                differences.add(field.name() + " at " + field.offset() + " is " + found + " instead of " + expected);
            }
        }
        return differences;
    }
}
