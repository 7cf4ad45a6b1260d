package dev.earshot.cli;

import dev.earshot.transcript.Document;
import dev.earshot.transcript.TranscriptFormat;

import java.util.Optional;

/** Prints a transcript to stdout; the text of a single file incrementally. */
final class StreamOutput implements Output {

    private final TranscriptForm form;
    private final boolean streaming;
    private final Printer out;
    private final GrowingText printed = new GrowingText();
    private Document latest;

    /** @param single whether nothing else is printed to stdout */
    StreamOutput(TranscriptForm form, boolean single, Printer out) {
        this.form = form;
        this.streaming = single && form.format() == TranscriptFormat.TEXT;
        this.out = out;
    }

    @Override
    public boolean wantsPartialText() {
        return streaming;
    }

    @Override
    public void onText(Document soFar) {
        latest = soFar;
        if (streaming) {
            print(printed.addition(form.render(soFar)));
        }
    }

    @Override
    public void complete(Document transcript) {
        print(printed.remainder(form.render(transcript)));
    }

    @Override
    public Optional<String> keepPartial() {
        if (latest == null || latest.text().isBlank()) {
            return Optional.empty();
        }
        print(printed.remainder(form.render(latest)));
        return Optional.of("on stdout");
    }

    private void print(String text) {
        if (!text.isEmpty()) {
            out.print(text);
        }
    }
}
