package dev.earshot.jobs.folder;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.files.AllowedFolders;
import dev.earshot.files.FileLabel;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.transcribe.SpeechRequest;
import dev.earshot.models.ModelMessages.ResolvedModel;
import dev.earshot.speech.Priority;
import dev.earshot.transcript.SubtitleLayout;
import dev.earshot.transcript.TranscriptFormat;

import java.nio.file.Path;

/** Validates submitted folders. Pure, except that it checks the folders on disk. */
final class FolderSubmission {

    private FolderSubmission() {
    }

    /** @throws Fault {@code bad-request}, {@code file-not-found}, {@code forbidden} */
    static NewJob job(SubmitFolder request, ResolvedModel resolved, AllowedFolders allowed) {
        SpeechRequest.check(request.prompt());
        String format = request.format() == null || request.format().isBlank() ? TranscriptFormat.TEXT.text() : request.format();
        TranscriptFormat parsed = TranscriptFormat.parse(format)
                .orElseThrow(() -> Fault.badRequest("'format' must be one of " + TranscriptFormat.names() + ", not '" + format + "'."));
        SubtitleLayout layout = layout(request, parsed);
        boolean logprobs = Boolean.TRUE.equals(request.logprobs());
        if (logprobs && parsed != TranscriptFormat.JSON) {
            throw Fault.badRequest("'logprobs' goes with the format json only, not with " + format + ".");
        }
        Path folder = allowed.readable(request.path());
        String output = request.output() == null || request.output().isBlank() ? null : allowed.writable(request.output()).toString();
        FolderSpec spec = new FolderSpec(folder.toString(), output, format, resolved.model(), resolved.language(), request.translate(), request.prompt(),
                Boolean.TRUE.equals(request.words()) || Boolean.TRUE.equals(request.highlightWords()), layout, logprobs);
        String name = FileLabel.of(folder.getFileName() == null ? folder.toString() : folder.getFileName().toString());
        return new NewJob(FolderJobs.KIND, null, name, request.priority() == Priority.INTERACTIVE, Json.write(spec),
                FolderStatus.accepted(resolved.model(), resolved.language()), null);
    }

    /** Null where nothing was said of it. */
    private static SubtitleLayout layout(SubmitFolder request, TranscriptFormat format) {
        boolean highlight = Boolean.TRUE.equals(request.highlightWords());
        if (request.maxLineWidth() == null && request.maxLineCount() == null && !highlight) {
            return null;
        }
        if (!format.takesLayout()) {
            throw Fault.badRequest("'max_line_width', 'max_line_count' and 'highlight_words' go with srt and vtt; " + format.text()
                    + " has no lines to be laid out.");
        }
        if (request.maxLineWidth() != null && !SubtitleLayout.isWidth(request.maxLineWidth())) {
            throw Fault.badRequest("'max_line_width' must be from " + SubtitleLayout.LEAST_WIDTH + " to " + SubtitleLayout.MOST_WIDTH + ".");
        }
        if (request.maxLineCount() != null && !SubtitleLayout.isCount(request.maxLineCount())) {
            throw Fault.badRequest("'max_line_count' must be from 1 to " + SubtitleLayout.MOST_LINES + ".");
        }
        return SubtitleLayout.of(request.maxLineWidth(), request.maxLineCount(), highlight);
    }
}
