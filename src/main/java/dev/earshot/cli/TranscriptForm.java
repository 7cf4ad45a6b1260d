package dev.earshot.cli;

import dev.earshot.transcript.Document;
import dev.earshot.transcript.TranscriptFormat;

/**
 * How a transcript is written.
 *
 * @param timestamps whether text has the time of each line
 */
record TranscriptForm(TranscriptFormat format, boolean timestamps) {

    String render(Document document) {
        return timestamps && format.takesTimestamps() ? TranscriptFormat.timed(document) : format.render(document);
    }
}
