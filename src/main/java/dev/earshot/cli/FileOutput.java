package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.transcript.Document;
import dev.earshot.transcript.TranscriptFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a transcript to files, one for each format; to {@code NAME.part} while it is incomplete. */
final class FileOutput implements Output {

    /** @param file for the complete transcript */
    record OutputFile(Path file, TranscriptForm form) {

        Path part() {
            return file.resolveSibling(file.getFileName() + ".part");
        }
    }

    private final List<OutputFile> targets;
    private boolean kept;

    FileOutput(List<OutputFile> targets) {
        this.targets = targets;
    }

    @Override
    public boolean wantsPartialText() {
        return true;
    }

    @Override
    public void onText(Document soFar) {
        if (soFar.text().isBlank()) {
            return;
        }
        try {
            for (OutputFile target : targets) {
                Files.writeString(target.part(), target.form().render(soFar));
            }
            kept = true;
        } catch (IOException e) {
            // A partial file is optional; a folder that cannot be written is reported at the end.
        }
    }

    @Override
    public void complete(Document transcript) {
        for (OutputFile target : targets) {
            String text = target.form().render(transcript);
            try {
                TranscriptFile.write(target.file().toAbsolutePath(), text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
                Files.deleteIfExists(target.part());
            } catch (IOException e) {
                throw new Fault(Fault.Code.INTERNAL, "The transcript cannot be written to " + target.file() + " (" + e.getMessage() + ").");
            }
        }
    }

    @Override
    public Optional<String> keepPartial() {
        return kept ? Optional.of("in " + targets.stream().map(target -> target.part().toString()).collect(Collectors.joining(" and ")))
                : Optional.empty();
    }
}
