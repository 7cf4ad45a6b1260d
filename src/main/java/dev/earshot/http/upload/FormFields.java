package dev.earshot.http.upload;

import dev.earshot.http.answer.BadField;
import dev.earshot.http.request.LayoutParameters;
import dev.earshot.http.request.QueryParameters;
import io.vertx.core.MultiMap;

import java.util.Map;
import java.util.Set;

/**
 * Which fields a form beside its file may have. Those of OpenAI's contract are accepted though some mean nothing to Whisper; those of other
 * servers are accepted where leaving them out gives the same transcript, and else refused with what to do instead; any other is taken for
 * a typing error. Pure.
 */
public final class FormFields {

    /** Those that have an effect. */
    public static final Set<String> USED = Set.of("model", "language", "prompt", "temperature", "response_format", "timestamp_granularities[]",
            "timestamp_granularities", "include[]", "include", "stream", "keep_alive", "priority", "task",
            LayoutParameters.WIDTH, LayoutParameters.COUNT, LayoutParameters.HIGHLIGHT);

    /** Accepted and without effect: OpenAI's, then what clients of speaches, whisper.cpp and others send by habit. */
    public static final Set<String> WITHOUT_EFFECT = Set.of("chunking_strategy", "chunking_strategy[type]",
            "known_speaker_names[]", "known_speaker_names", "known_speaker_references[]", "known_speaker_references", "user",
            "vad_filter", "without_timestamps", "no_timestamps", "temperature_inc", "batch_size", "file");

    private static final String AS_PROMPT = "send the words that are to be expected as prompt";
    private static final String WHOLE_FILE = "a file is transcribed from beginning to end; send the part that you want";

    /** Fields that would give another transcript than their sender expects, and what to do instead. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("hotwords", AS_PROMPT), Map.entry("initial_prompt", AS_PROMPT),
                    Map.entry("carry_initial_prompt", "the prompt counts for every part of a file; leave it out"),
            Map.entry("translate", "use task=translate, or POST /v1/audio/translations"),
            Map.entry("url", "send the file itself"), Map.entry("diarize", "speakers are not distinguished; leave it out"),
            Map.entry("offset_t", WHOLE_FILE), Map.entry("duration", WHOLE_FILE), Map.entry("clip_timestamps", WHOLE_FILE),
            Map.entry("detect_language", "use language=auto"),
            Map.entry("beam_size", "how it searches is the same for all; leave it out"),
                    Map.entry("best_of", "how it searches is the same for all; leave it out"),
            Map.entry("max_len", "use max_line_width and max_line_count"),
                    Map.entry("word_timestamps", "use timestamp_granularities[]=word"));

    private FormFields() {
    }

    /** @throws BadField for the first that is not accepted */
    static void check(MultiMap fields) {
        for (String name : fields.names()) {
            if (REFUSED.containsKey(name)) {
                throw new BadField(name, "The field '" + name + "' is not understood here: " + REFUSED.get(name) + ".");
            }
            if (!USED.contains(name) && !WITHOUT_EFFECT.contains(name)) {
                throw QueryParameters.unknown("field", name, USED);
            }
        }
    }
}
