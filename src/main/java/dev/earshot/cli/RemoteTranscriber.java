package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.Job;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Transcribes with a running service. */
final class RemoteTranscriber implements Transcriber {

    /** How long to wait before asking a full queue, or a service that went away, again. */
    private static final int PAUSE_SECONDS = 2;
    private static final int RECONNECTS = 15;

    private final RemoteService server;
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    RemoteTranscriber(RemoteService server) {
        this.server = server;
    }

    @Override
    public Job transcribe(Path file, String name, Options options, Consumer<Job> progress) {
        Job job = submit(file, name, options);
        running.add(job.id());
        try {
            if (cancelled.getCount() == 0) {
                server.delete("/api/jobs/" + job.id());
            }
            return Transcriber.completed(follow(job, progress));
        } finally {
            running.remove(job.id());
        }
    }

    private Job submit(Path file, String name, Options options) {
        while (true) {
            Multipart form = new Multipart(name, file).field("priority", "interactive").field("model", options.model())
                    .field("language", options.language()).field("prompt", options.prompt())
                    .field("task", options.translate() ? "translate" : null);
            try {
                return server.post("/api/jobs", form, Job.class);
            } catch (Fault fault) {
                if (fault.code() != Fault.Code.QUEUE_FULL) {
                    throw fault;
                }
                pause();
            }
        }
    }

    /** The job survives a cut connection and a restart of the service: ask again for a while. */
    private Job follow(Job job, Consumer<Job> progress) {
        Job latest = job;
        for (int tries = 0; ; tries++) {
            try (Stream<String> events = server.events("/api/jobs/" + job.id())) {
                for (Iterator<String> each = events.iterator(); each.hasNext(); ) {
                    latest = Json.read(each.next(), Job.class);
                    progress.accept(latest);
                    if (latest.state().ended()) {
                        return latest;
                    }
                    tries = 0;
                }
            } catch (UncheckedIOException e) {
                // The stream broke off.
            } catch (Fault fault) {
                if (fault.code() != Fault.Code.UNAVAILABLE || tries >= RECONNECTS) {
                    throw fault;
                }
            }
            if (tries >= RECONNECTS) {
                throw new Fault(Fault.Code.UNAVAILABLE, "The service went away; the job " + job.id() + " may still be running there.");
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (cancelled.await(PAUSE_SECONDS, TimeUnit.SECONDS)) {
                throw new Fault(Fault.Code.CANCELLED, "Cancelled.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Code.CANCELLED, "Cancelled.");
        }
    }

    @Override
    public int atOnce() {
        return FILES_AT_ONCE;
    }

    @Override
    public void cancel() {
        cancelled.countDown();
        running.forEach(id -> server.delete("/api/jobs/" + id));
    }

    @Override
    public void close() {
    }
}
