package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Transcribes with a running service. */
final class RemoteTranscriber implements Transcriber {

    private final RemoteService server;
    private final RetryPause pause = new RetryPause();
    private final RemoteJobs jobs;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    RemoteTranscriber(RemoteService server) {
        this.server = server;
        this.jobs = new RemoteJobs(server, pause);
    }

    @Override
    public Job transcribe(Path file, String name, Options options, TranscriptionListener listener) {
        String id = submit(file, name, options).id();
        running.add(id);
        try {
            if (pause.isEnded()) {
                jobs.cancel(id);
            }
            double[] position = new double[1];
            Job ended = jobs.follow(id, job -> {
                listener.onChanged(job);
                if (listener.wantsPartialText() && !job.state().ended() && job.position() != null && job.position() > position[0]) {
                    position[0] = job.position();
                    listener.onText(jobs.get(id));
                }
            });
            listener.onText(ended);
            return ended;
        } finally {
            running.remove(id);
        }
    }

    private Job submit(Path file, String name, Options options) {
        while (true) {
            Multipart form = new Multipart(name, file).field("priority", ComputeOptions.text(options.priority())).field("model", options.model())
                    .field("language", options.language()).field("prompt", options.prompt()).field("temperature", options.temperature())
                    .field("keep_alive", options.keepAlive()).field("task", options.translate() ? "translate" : null)
                    .field("timestamp_granularities[]", options.words() ? "word" : null)
                    .field("include[]", options.logprobs() ? "logprobs" : null);
            try {
                return server.post("/api/jobs", form, Job.class);
            } catch (Fault fault) {
                if (fault.code() != Fault.Code.QUEUE_FULL) {
                    throw fault;
                }
                pause.await();
            }
        }
    }

    @Override
    public int maxConcurrentFiles() {
        return MAX_CONCURRENT_FILES;
    }

    @Override
    public void cancel() {
        pause.end();
        running.forEach(id -> {
            try {
                jobs.cancel(id);
            } catch (Fault fault) {
                // One that cannot be cancelled must not keep the others running; without the service, waiting ends anyway.
            }
        });
    }

    @Override
    public void close() {
    }
}
