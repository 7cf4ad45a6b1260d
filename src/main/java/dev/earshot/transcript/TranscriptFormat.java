package dev.earshot.transcript;


import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The formats of a transcript, with the names of OpenAI's {@code response_format}. */
public enum TranscriptFormat {

    /** The words, a paragraph from one pause to the next, and a line end. */
    TEXT("text/plain; charset=utf-8", (document, layout) -> Paragraphs.text(document) + "\n"),
    /** {@code {"text","usage"}}. */
    JSON("application/json", (document, layout) -> OpenAiJson.brief(document)),
    /** The words with language, duration and segments. */
    VERBOSE_JSON("application/json", (document, layout) -> OpenAiJson.verbose(document)),
    /** SubRip subtitles, as {@link Cues} cuts them. */
    SRT("application/x-subrip; charset=utf-8", Subtitles::srt),
    /** WebVTT subtitles. */
    VTT("text/vtt; charset=utf-8", Subtitles::vtt);

    private final String mediaType;
    private final BiFunction<Document, SubtitleLayout, String> writer;

    TranscriptFormat(String mediaType, BiFunction<Document, SubtitleLayout, String> writer) {
        this.mediaType = mediaType;
        this.writer = writer;
    }

    /** The format of that name, in any case; {@code txt} is {@code text}. */
    public static Optional<TranscriptFormat> parse(String name) {
        String wanted = name.strip().equalsIgnoreCase("txt") ? "text" : name.strip();
        return Arrays.stream(values()).filter(format -> format.text().equalsIgnoreCase(wanted)).findFirst();
    }

    /** All names, for a sentence: {@code text, json, verbose_json, srt, vtt}. */
    public static String names() {
        return Arrays.stream(values()).map(TranscriptFormat::text).collect(Collectors.joining(", "));
    }

    /** The name in requests: {@code verbose_json}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of a file of this form: {@code srt}. */
    public String extension() {
        return switch (this) {
            case TEXT -> "txt";
            case JSON, VERBOSE_JSON -> "json";
            case SRT -> "srt";
            case VTT -> "vtt";
        };
    }

    /** The value of a {@code Content-Type} header. */
    public String mediaType() {
        return mediaType;
    }

    /** Renders a transcript in this format, subtitles in the default layout. */
    public String render(Document document) {
        return render(document, SubtitleLayout.DEFAULT);
    }

    public String render(Document document, SubtitleLayout layout) {
        return writer.apply(document, layout);
    }

    /** Whether a {@link SubtitleLayout} applies to it. */
    public boolean takesLayout() {
        return this == SRT || this == VTT;
    }

    /** Whether {@link #timed} applies to it. */
    public boolean takesTimestamps() {
        return this == TEXT;
    }

    /** A transcript as text, a line with its time for each segment: {@code [0:12] words}. */
    public static String timed(Document document) {
        return Paragraphs.timed(document.segments());
    }
}
