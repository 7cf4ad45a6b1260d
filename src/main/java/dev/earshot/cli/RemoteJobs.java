package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobList;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The jobs of a running service. Blocking and thread-safe. */
final class RemoteJobs {

    private static final String JOBS = "/api/jobs";
    private static final int RECONNECTS = 15;
    private static final int ID_LENGTH = 22;
    private static final int PAGE = 1000;

    private final RemoteService server;
    private final RetryPause pause;

    /** @param pause between two attempts to reach a service that does not answer */
    RemoteJobs(RemoteService server, RetryPause pause) {
        this.server = server;
        this.pause = pause;
    }

    Job get(String id) {
        return server.get(RemoteService.path(JOBS, id), Job.class);
    }

    void cancel(String id) {
        server.delete(RemoteService.path(JOBS, id));
    }

    /** Completes the prefix of an id; fails with {@code bad-request} where several jobs have it. */
    String fullId(String text) {
        if (text.length() >= ID_LENGTH) {
            return text;
        }
        List<String> found = new ArrayList<>();
        String cursor = null;
        do {
            JobList page = server.get(RemoteService.query(JOBS, "limit", PAGE, "cursor", cursor), JobList.class);
            page.jobs().stream().map(Job::id).filter(id -> id.startsWith(text)).forEach(found::add);
            cursor = page.next();
        } while (cursor != null && found.size() < 2);
        if (found.size() > 1) {
            throw Fault.badRequest("More than one job id begins with '" + text + "': " + String.join(", ", found.subList(0, Math.min(3, found.size())))
                    + (found.size() > 3 ? " and others." : "."));
        }
        // Child jobs are not in that list: their ids cannot be shortened.
        return found.isEmpty() ? text : found.get(0);
    }

    /**
     * Waits for a job's end; reconnects for a while after a lost connection or a restart of the service.
     *
     * @param seen called for every change, and at the end
     * @return the job with its text, ended or {@link Job#pausedByError}
     */
    Job follow(String id, Consumer<Job> seen) {
        for (int tries = 0; ; tries++) {
            try (Stream<String> events = server.events(RemoteService.path(JOBS, id))) {
                for (Iterator<String> each = events.iterator(); each.hasNext(); ) {
                    Job latest = Json.read(each.next(), Job.class);
                    seen.accept(latest);
                    if (latest.state().ended() || latest.pausedByError()) {
                        return latest;
                    }
                    tries = 0;
                }
            } catch (UncheckedIOException e) {
                // The connection was lost.
            } catch (Fault fault) {
                if (fault.code() != Fault.Code.UNAVAILABLE) {
                    throw fault;
                }
            }
            if (tries >= RECONNECTS) {
                throw new Fault(Fault.Code.UNAVAILABLE, "The service has stopped answering. The job continues when it runs again: 'earshot jobs wait " + id
                        + "' waits for the job to end, 'earshot jobs text " + id + "' prints its transcript.");
            }
            pause.await();
        }
    }
}
