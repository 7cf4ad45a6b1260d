package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Bus;
import dev.earshot.config.Config;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.SubmitTranscription;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Transcribes with the modules of {@code serve} in this process. */
final class LocalTranscriber implements Transcriber {

    private final Service service;
    private final Bus bus;
    private final int queueLimit;
    private final Map<String, JobChanges> running = new ConcurrentHashMap<>();
    private volatile boolean cancelled;

    LocalTranscriber(Config config) {
        this.service = Service.terminal(config);
        this.bus = service.bus();
        this.queueLimit = config.jobs().queueLimit();
        bus.subscribe(JobMessages.CHANGED, job -> {
            // A download is a job of its own. All files wait for it, and one listener is enough to show its progress.
            JobChanges changes = job.transfer() != null ? running.values().stream().findFirst().orElse(null) : running.get(job.id());
            if (changes != null) {
                changes.add(job);
            }
        });
    }

    @Override
    public Job transcribe(Path file, String name, Options options, TranscriptionListener listener) {
        SubmitTranscription submit = new SubmitTranscription(file.toAbsolutePath().toString(), name, false, options.priority(), options.model(),
                options.language(), options.translate(), options.prompt(), options.temperature(), options.keepAlive(),
                options.words(), null, options.logprobs());
        String id = Service.await(bus.request(JobMessages.SUBMIT, submit)).id();
        JobChanges changes = new JobChanges();
        running.put(id, changes);
        try {
            if (cancelled) {
                cancel(id);
            }
            return follow(id, changes, listener);
        } finally {
            running.remove(id);
        }
    }

    /** Reads the text from the store at each change, so that a missed event delays it by some seconds, but loses nothing. */
    private Job follow(String id, JobChanges changes, TranscriptionListener listener) {
        double position = 0;
        while (true) {
            Job latest = detail(id);
            if (latest.state().ended() || listener.wantsPartialText() && latest.position() != null && latest.position() > position) {
                position = latest.position() == null ? 0 : latest.position();
                listener.onText(latest);
            }
            if (latest.state().ended() || latest.pausedByError()) {
                return latest;
            }
            for (boolean quiet = false; !quiet; ) {
                Job changed = changes.next();
                if (changed != null) {
                    listener.onChanged(changed);
                }
                quiet = changed == null || changed.id().equals(id)
                        && (changed.state().ended() || changed.pausedByError()
                                || listener.wantsPartialText() && changed.position() != null && changed.position() > position);
            }
        }
    }

    private Job detail(String id) {
        return Service.await(bus.request(JobMessages.GET, new ById(id)));
    }

    @Override
    public int maxConcurrentFiles() {
        return Math.min(MAX_CONCURRENT_FILES, queueLimit);
    }

    @Override
    public void cancel() {
        cancelled = true;
        running.keySet().forEach(this::cancel);
    }

    private void cancel(String job) {
        bus.request(JobMessages.CANCEL, new ById(job));
    }

    @Override
    public void close() {
        service.close();
    }
}
