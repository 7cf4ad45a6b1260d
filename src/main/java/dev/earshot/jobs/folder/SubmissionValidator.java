package dev.earshot.jobs.folder;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.files.AllowedFolders;
import dev.earshot.files.FileLabel;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStatus;
import dev.earshot.jobs.transcribe.TranscribeSpec;
import dev.earshot.models.ModelMessages.ResolvedModel;
import dev.earshot.transcript.TranscriptFormat;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;

/** What a submitted job must be like. Pure but for a look at the file. */
public final class SubmissionValidator {

    private static final int LONGEST_PROMPT = 4000;
    private static final String BATCH = "batch";

    private SubmissionValidator() {
    }

    /**
     * @param uploads where the files lie that a job may own
     * @throws Fault {@code bad-request} or {@code file-not-found}
     */
    public static void check(SubmitTranscription request, Path uploads) {
        if (request.path() == null || request.path().isBlank()) {
            throw Fault.badRequest("'path' must name a file on the machine of the service.");
        }
        checkPriority(request.priority());
        if (request.temperature() != null && !(request.temperature() >= 0 && request.temperature() <= 1)) {
            throw Fault.badRequest("'temperature' must be from 0 to 1, not " + request.temperature() + ".");
        }
        checkPrompt(request.prompt());
        if (request.owned() && !path(request).startsWith(uploads.toAbsolutePath().normalize())) {
            throw Fault.badRequest("'owned' is for files in " + uploads + ": an owned file goes away with its job.");
        }
        if (!Files.isRegularFile(path(request))) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, Files.isDirectory(path(request))
                    ? "It is a folder, not a file; name the files in it." : "There is no such file: " + request.path() + ".");
        }
    }

    public static JobRow row(SubmitTranscription request, ResolvedModel resolved, String id, Instant now) {
        Path path = path(request);
        String name = FileLabel.of(request.name() == null || request.name().isBlank() ? path.getFileName().toString() : request.name());
        TranscribeSpec spec = new TranscribeSpec(path.toString(), request.owned(), resolved.model(), resolved.language(), request.translate(),
                request.prompt(), request.temperature(), request.keepAlive(), null, null, Boolean.TRUE.equals(request.expendable()));
        return JobRow.accepted(id, spec.kind(), null, name, !BATCH.equals(request.priority()), Json.write(spec),
                JobStatus.transcription(resolved.model(), resolved.language()), now).holding(request.owned() ? spec.path() : null);
    }

    /** @throws Fault {@code bad-request}, {@code file-not-found}, {@code forbidden} */
    public static JobRow row(SubmitFolder request, ResolvedModel resolved, AllowedFolders roots, String id, Instant now) {
        checkPriority(request.priority());
        checkPrompt(request.prompt());
        String format = request.format() == null || request.format().isBlank() ? TranscriptFormat.TEXT.text() : request.format();
        if (TranscriptFormat.parse(format).isEmpty()) {
            throw Fault.badRequest("'format' must be one of " + TranscriptFormat.names() + ", not '" + format + "'.");
        }
        Path folder = roots.readable(request.path());
        String output = request.output() == null || request.output().isBlank() ? null : roots.writable(request.output()).toString();
        FolderSpec spec = new FolderSpec(folder.toString(), output, format, resolved.model(), resolved.language(), request.translate(), request.prompt());
        return JobRow.accepted(id, "folder", null, FileLabel.of(folder.getFileName() == null ? folder.toString() : folder.getFileName().toString()),
                "interactive".equals(request.priority()), Json.write(spec), JobStatus.folder(resolved.model(), resolved.language()), now);
    }

    private static void checkPriority(String priority) {
        if (priority != null && !priority.equals("interactive") && !priority.equals(BATCH)) {
            throw Fault.badRequest("'priority' must be interactive or batch, not '" + priority + "'.");
        }
    }

    private static void checkPrompt(String prompt) {
        if (prompt != null && (prompt.length() > LONGEST_PROMPT || prompt.indexOf('\0') >= 0)) {
            throw Fault.badRequest("'prompt' must be text of at most " + LONGEST_PROMPT + " characters.");
        }
    }

    private static Path path(SubmitTranscription request) {
        try {
            return Path.of(request.path()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw Fault.badRequest("'path' is no path: " + e.getReason() + ".");
        }
    }
}
