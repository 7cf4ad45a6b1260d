package dev.earshot.http.upload;

import dev.earshot.http.answer.BadField;
import dev.earshot.http.request.LayoutParameters;
import dev.earshot.http.request.ModelNames;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.speech.Language;
import dev.earshot.speech.Priority;
import dev.earshot.speech.RecognitionLimits;
import dev.earshot.transcript.SubtitleLayout;
import dev.earshot.transcript.TranscriptFormat;
import io.vertx.core.MultiMap;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields beside the file, checked; {@link FormFields} says which there may be.
 *
 * @param model       as the client wrote it, or null for the default
 * @param language    a code or {@code auto}, or null
 * @param prompt      or null
 * @param temperature 0 to 1, or null
 * @param keepAlive   or null; the models module knows its forms
 * @param layout      of subtitles
 * @param words       whether the time of each word is wished for
 * @param logprobs    whether how likely each token was is wished for
 * @param priority    or null where the route decides
 */
public record TranscriptionForm(String model, String language, String prompt, Double temperature, String keepAlive,
                         TranscriptFormat format, SubtitleLayout layout, boolean stream, boolean translate, boolean words, boolean logprobs,
                         Priority priority) {

    private static final Pattern DECIMAL = Pattern.compile("\\d{1,20}(\\.\\d{0,20})?|\\.\\d{1,20}");
    private static final List<String> GRANULARITIES = List.of("word", "segment");
    private static final List<String> INCLUDABLE = List.of("logprobs");
    private static final Set<TranscriptFormat> STREAMED = Set.of(TranscriptFormat.JSON, TranscriptFormat.TEXT);

    static TranscriptionForm parse(MultiMap fields) {
        FormFields.check(fields);
        TranscriptFormat format = format(fields);
        boolean stream = truth(fields, "stream");
        if (stream && !STREAMED.contains(format)) {
            throw new BadField("response_format", "With stream=true, response_format must be json or text, not "
                    + format.text() + "; the events carry the text alone.");
        }
        boolean logprobs = listed(fields, "include", INCLUDABLE).contains("logprobs");
        if (logprobs && format != TranscriptFormat.JSON) {
            throw new BadField("include[]", "With include[]=logprobs, response_format must be json, not " + format.text() + "; no other has them.");
        }
        SubtitleLayout layout = LayoutParameters.of(name -> text(fields, name), truth(fields, LayoutParameters.HIGHLIGHT), format);
        return new TranscriptionForm(ModelNames.check(text(fields, "model")), language(fields), prompt(fields),
                temperature(fields), text(fields, "keep_alive"), format, layout, stream,
                "translate".equals(choice(fields, "task", List.of("transcribe", "translate"))),
                listed(fields, "timestamp_granularities", GRANULARITIES).contains("word") || layout.highlight(), logprobs, priority(fields));
    }

    /**
     * @param translate   whether the route itself means translation
     * @param interactive what the route means where the client does not say
     */
    public SubmitTranscription submit(Upload upload, boolean translate, boolean interactive, boolean expendable) {
        Priority standard = interactive ? Priority.INTERACTIVE : Priority.BATCH;
        return new SubmitTranscription(upload.path(), upload.name(), true, priority == null ? standard : priority, model, language,
                translate || this.translate, prompt, temperature, keepAlive, words, expendable, logprobs);
    }

    /** A field's value; an empty one is as good as none. */
    private static String text(MultiMap fields, String name) {
        String value = fields.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static TranscriptFormat format(MultiMap fields) {
        String name = text(fields, "response_format");
        return name == null ? TranscriptFormat.JSON : TranscriptFormat.parse(name).orElseThrow(() -> new BadField(
                "response_format", "response_format must be one of " + TranscriptFormat.names() + ", not '" + name + "'."));
    }

    private static String language(MultiMap fields) {
        String name = text(fields, "language");
        return name == null ? null : Language.parse(name).orElseThrow(() -> new BadField("language",
                "language must be a code such as en, an English name such as french, or auto, not '" + name + "'."));
    }

    private static String prompt(MultiMap fields) {
        String prompt = text(fields, "prompt");
        if (prompt != null && prompt.length() > RecognitionLimits.MAX_PROMPT_CHARS) {
            throw new BadField("prompt", "prompt must be at most " + RecognitionLimits.MAX_PROMPT_CHARS + " characters, not " + prompt.length() + ".");
        }
        return prompt;
    }

    private static Double temperature(MultiMap fields) {
        String text = text(fields, "temperature");
        if (text == null) {
            return null;
        }
        // Java's own parser also takes 0x1p-1, 1d and NaN.
        if (DECIMAL.matcher(text).matches() && RecognitionLimits.isValidTemperature(Double.parseDouble(text))) {
            return Double.parseDouble(text);
        }
        throw new BadField("temperature", "temperature must be a number from 0 to 1, not '" + text + "'.");
    }

    private static boolean truth(MultiMap fields, String name) {
        return List.of("true", "1").contains(String.valueOf(choice(fields, name, List.of("true", "false", "1", "0"))));
    }

    private static Priority priority(MultiMap fields) {
        String priority = choice(fields, "priority", Arrays.stream(Priority.values()).map(each -> each.name().toLowerCase(Locale.ROOT)).toList());
        return priority == null ? null : Priority.valueOf(priority.toUpperCase(Locale.ROOT));
    }

    /** The values of a list, which clients write with brackets behind its name or without. */
    private static Set<String> listed(MultiMap fields, String list, List<String> allowed) {
        Set<String> wanted = new HashSet<>();
        for (String name : List.of(list + "[]", list)) {
            for (String value : fields.getAll(name)) {
                if (!value.isBlank() && !allowed.contains(value)) {
                    throw new BadField(list + "[]", list + "[] must be " + String.join(" or ", allowed) + ", not '" + value + "'.");
                }
                wanted.add(value);
            }
        }
        return wanted;
    }

    private static String choice(MultiMap fields, String name, List<String> allowed) {
        String value = text(fields, name);
        if (value != null && !allowed.contains(value)) {
            throw new BadField(name, name + " must be one of " + String.join(", ", allowed) + ", not '" + value + "'.");
        }
        return value;
    }
}
