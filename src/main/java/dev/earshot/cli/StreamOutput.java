package dev.earshot.cli;

import dev.earshot.transcript.Document;
import dev.earshot.transcript.TranscriptFormat;

import java.util.Optional;

/** A transcript on stdout; the text of a single file while it grows. */
final class StreamOutput implements Output {

    private final TranscriptForm form;
    private final boolean streaming;
    private final Printer out;
    private final GrowingText printed = new GrowingText();
    private Document latest;

    /** @param single whether nothing else goes to stdout */
    StreamOutput(TranscriptForm form, boolean single, Printer out) {
        this.form = form;
        this.streaming = single && form.format() == TranscriptFormat.TEXT;
        this.out = out;
    }

    @Override
    public boolean follows() {
        return streaming;
    }

    @Override
    public void onText(Document soFar) {
        latest = soFar;
        if (streaming) {
            print(printed.grown(form.render(soFar)));
        }
    }

    @Override
    public void complete(Document whole) {
        print(printed.ended(form.render(whole)));
    }

    @Override
    public Optional<String> keep() {
        if (latest == null || latest.text().isBlank()) {
            return Optional.empty();
        }
        print(printed.ended(form.render(latest)));
        return Optional.of("on stdout");
    }

    private void print(String text) {
        if (!text.isEmpty()) {
            out.print(text);
        }
    }
}
