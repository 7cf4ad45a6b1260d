package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.files.FileLabel;
import dev.earshot.jobs.JobMessages.SubmitTranscription;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.models.ModelMessages.ResolvedModel;
import dev.earshot.speech.Priority;
import dev.earshot.speech.RecognitionLimits;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Validates submitted transcriptions. Pure, except that it checks whether the file exists. */
final class TranscriptionSubmission {

    private TranscriptionSubmission() {
    }

    /**
     * @param uploads the folder of the files that a job may own
     * @throws Fault {@code bad-request} or {@code file-not-found}
     */
    static void check(SubmitTranscription request, Path uploads) {
        if (request.path() == null || request.path().isBlank()) {
            throw Fault.badRequest("'path' must name a file on the machine of the service.");
        }
        if (request.temperature() != null && !RecognitionLimits.isValidTemperature(request.temperature())) {
            throw Fault.badRequest("'temperature' must be from 0 to 1, not " + request.temperature() + ".");
        }
        SpeechRequest.check(request.prompt());
        if (request.owned() && !path(request).startsWith(uploads.toAbsolutePath().normalize())) {
            throw Fault.badRequest("'owned' is for files in " + uploads + ", as an owned file is deleted with its job.");
        }
        if (!Files.isRegularFile(path(request))) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, Files.isDirectory(path(request))
                    ? "It is a folder, not a file; name the files in it." : "There is no such file: " + request.path() + ".");
        }
    }

    static NewJob job(SubmitTranscription request, ResolvedModel resolved) {
        Path path = path(request);
        String name = request.name() == null || request.name().isBlank() ? path.getFileName().toString() : request.name();
        TranscribeSpec spec = new TranscribeSpec(path.toString(), request.owned(), resolved.model(), resolved.language(), request.translate(),
                request.prompt(), request.temperature(), request.keepAlive(), null, null, Boolean.TRUE.equals(request.expendable()),
                Boolean.TRUE.equals(request.words()), null, Boolean.TRUE.equals(request.logprobs()));
        return spec.job(null, FileLabel.of(name), request.priority() != Priority.BATCH);
    }

    private static Path path(SubmitTranscription request) {
        try {
            return Path.of(request.path()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw Fault.badRequest("'path' is not a valid path: " + e.getReason() + ".");
        }
    }
}
