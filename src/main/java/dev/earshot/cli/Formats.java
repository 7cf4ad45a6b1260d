package dev.earshot.cli;

import dev.earshot.transcript.TranscriptFormat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The formats of transcripts as a command line names them: {@code srt}, {@code txt,srt}, {@code all}, or by a file's name. Pure. */
final class Formats {

    /** The formats of {@code all}; {@code verbose_json} contains all of {@code json}. */
    private static final List<TranscriptFormat> ALL = List.of(TranscriptFormat.TEXT, TranscriptFormat.SRT, TranscriptFormat.VTT,
            TranscriptFormat.VERBOSE_JSON);

    private Formats() {
    }

    /** @throws IllegalArgumentException with a message for users */
    static List<TranscriptFormat> parse(String text) {
        if (text.strip().equalsIgnoreCase("all")) {
            return ALL;
        }
        List<TranscriptFormat> formats = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            TranscriptFormat format = TranscriptFormat.parse(name).orElseThrow(() -> new IllegalArgumentException(
                    "--format must be text, srt, vtt, json or verbose_json, several separated by commas, or all, not '" + text + "'."));
            if (formats.stream().anyMatch(other -> other != format && other.extension().equals(format.extension()))) {
                throw new IllegalArgumentException("json and verbose_json would both be written to NAME.json;"
                        + " use verbose_json, which contains everything that json does.");
            }
            if (!formats.contains(format)) {
                formats.add(format);
            }
        }
        return List.copyOf(formats);
    }

    /** The format by the extension of a file's name: {@code talk.srt}. */
    static Optional<TranscriptFormat> ofName(Path file) {
        String name = file.getFileName() == null ? "" : file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return name.lastIndexOf('.') <= 0 ? Optional.empty()
                : Arrays.stream(TranscriptFormat.values()).filter(format -> format.extension().equals(extension)).findFirst();
    }

    /** Whether transcripts of this format can follow each other in one stream. */
    static boolean canFollowEachOther(TranscriptFormat format) {
        return !Set.of(TranscriptFormat.SRT, TranscriptFormat.VTT).contains(format);
    }
}
