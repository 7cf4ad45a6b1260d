package dev.earshot.cli;

import dev.earshot.transcript.Document;
import dev.earshot.transcript.TranscriptFormat;

/** How a transcript is written. */
record Form(TranscriptFormat format) {

    String render(Document document) {
        return format.render(document);
    }
}
