package dev.earshot.cli;

import dev.earshot.transcript.Document;
import dev.earshot.transcript.SubtitleLayout;
import dev.earshot.transcript.TranscriptFormat;

/**
 * How a transcript is rendered.
 *
 * @param timestamps whether text has the time of each line
 * @param layout     of subtitles
 */
record TranscriptForm(TranscriptFormat format, boolean timestamps, SubtitleLayout layout) {

    TranscriptForm(TranscriptFormat format, boolean timestamps) {
        this(format, timestamps, SubtitleLayout.DEFAULT);
    }

    String render(Document document) {
        return timestamps && format.takesTimestamps() ? TranscriptFormat.timed(document) : format.render(document, layout);
    }
}
