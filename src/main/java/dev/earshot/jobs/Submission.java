package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.Submit;
import dev.earshot.models.ModelMessages.Resolved;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;

/** What a submitted job must be like. Pure but for a look at the file. */
final class Submission {

    private static final int LONGEST_PROMPT = 4000;

    private Submission() {
    }

    /**
     * @param uploads where the files lie that a job may own
     * @throws Fault {@code bad-request} or {@code file-not-found}
     */
    static void check(Submit request, Path uploads) {
        if (request.path() == null || request.path().isBlank()) {
            throw Fault.badRequest("'path' must name a file on the machine of the service.");
        }
        if (request.priority() != null && !request.priority().equals("interactive") && !request.priority().equals("batch")) {
            throw Fault.badRequest("'priority' must be interactive or batch, not '" + request.priority() + "'.");
        }
        if (request.temperature() != null && !(request.temperature() >= 0 && request.temperature() <= 1)) {
            throw Fault.badRequest("'temperature' must be from 0 to 1, not " + request.temperature() + ".");
        }
        if (request.prompt() != null && (request.prompt().length() > LONGEST_PROMPT || request.prompt().indexOf('\0') >= 0)) {
            throw Fault.badRequest("'prompt' must be text of at most " + LONGEST_PROMPT + " characters.");
        }
        if (request.owned() && !path(request).startsWith(uploads.toAbsolutePath().normalize())) {
            throw Fault.badRequest("'owned' is for files in " + uploads + ": an owned file goes away with its job.");
        }
        if (!Files.isRegularFile(path(request))) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, Files.isDirectory(path(request))
                    ? "It is a folder, not a file; name the files in it." : "There is no such file: " + request.path() + ".");
        }
    }

    static JobRow row(Submit request, Resolved resolved, String id, Instant now) {
        Path path = path(request);
        String name = request.name() == null || request.name().isBlank() ? path.getFileName().toString() : request.name();
        return new JobRow(id, State.QUEUED, name, path.toString(), request.owned(), !"batch".equals(request.priority()),
                resolved.model(), resolved.language(), null, request.translate(), request.prompt(), request.temperature(),
                request.keepAlive(), now, null, null, 0, null, null, 1);
    }

    private static Path path(Submit request) {
        try {
            return Path.of(request.path()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw Fault.badRequest("'path' is no path: " + e.getReason() + ".");
        }
    }
}
