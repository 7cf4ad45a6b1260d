package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Who transcribes for the terminal: the rooms in this process, or a running service. Blocking and thread-safe. */
interface Transcriber extends AutoCloseable {

    /** Each waits on a thread of its own; more only fill the queue. */
    int FILES_AT_ONCE = 8;

    /** What the command line asks for, the same for all of its files; null where it does not say. */
    record Options(String model, String language, boolean translate, String prompt) {
    }

    /**
     * Transcribes a file.
     *
     * @param name     what to call it to people
     * @param progress told of the job whenever it changes, and of a download that it waits for; from any thread
     * @return the job, completed
     * @throws Fault why not; {@code cancelled} after {@link #cancel}
     */
    Job transcribe(Path file, String name, Options options, Consumer<Job> progress);

    /** How many files it is worth asking for at once. */
    int atOnce();

    /** Ends everything that is being transcribed, and whatever comes after. */
    void cancel();

    @Override
    void close();

    /** An ended job, if it is a transcript; its error otherwise. */
    static Job completed(Job job) {
        return switch (job.state()) {
            case COMPLETED -> job;
            case FAILED -> throw job.error().toFault();
            default -> throw new Fault(Fault.Code.CANCELLED, "Cancelled.");
        };
    }

    static Fault notFound(Path file) {
        return new Fault(Fault.Code.FILE_NOT_FOUND, "There is no such file.");
    }
}
