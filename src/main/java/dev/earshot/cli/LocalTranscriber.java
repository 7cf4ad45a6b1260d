package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Bus;
import dev.earshot.config.Config;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.Submit;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Transcribes with the rooms of {@code serve} in this process. */
final class LocalTranscriber implements Transcriber {

    private final Service service;
    private final Bus bus;
    private final int queueLimit;
    private final Map<String, Consumer<Job>> running = new ConcurrentHashMap<>();
    private volatile boolean cancelled;

    LocalTranscriber(Config config) {
        this.service = Service.terminal(config);
        this.bus = service.bus();
        this.queueLimit = config.jobs().queueLimit();
        bus.subscribe(JobMessages.CHANGED, job -> {
            // A model that is being downloaded is what all of them wait for.
            Consumer<Job> meant = job.transfer() != null ? running.values().stream().findFirst().orElse(null) : running.get(job.id());
            if (meant != null) {
                meant.accept(job);
            }
        });
    }

    @Override
    public Job transcribe(Path file, String name, Options options, Consumer<Job> progress) {
        Submit submit = new Submit(file.toAbsolutePath().toString(), name, false, "interactive", options.model(),
                options.language(), options.translate(), options.prompt(), null, null);
        Job job = Service.await(bus.request(JobMessages.SUBMIT, submit));
        running.put(job.id(), progress);
        try {
            if (cancelled) {
                cancel(job.id());
            }
            return Transcriber.completed(LocalJobs.ended(bus, job, progress));
        } finally {
            running.remove(job.id());
        }
    }

    @Override
    public int atOnce() {
        return Math.min(FILES_AT_ONCE, queueLimit);
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
