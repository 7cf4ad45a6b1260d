package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.speech.Priority;

import java.nio.file.Path;

/** Transcribes files, with the modules in this process or with a running service. Blocking and thread-safe. */
interface Transcriber extends AutoCloseable {

    /** Each waits on a thread of its own; more would only fill the queue. */
    int MAX_CONCURRENT_FILES = 8;

    /** The options of the command line, the same for all its files; null where not given. */
    record Options(String model, String language, boolean translate, String prompt, Double temperature, String keepAlive, Priority priority,
                   boolean words, boolean logprobs) {

        /** A person waits at a terminal, so interactive is the default. */
        public Options {
            priority = priority == null ? Priority.INTERACTIVE : priority;
        }
    }

    /** Notified of a job's changes, on the thread that waits for it. */
    interface TranscriptionListener {

        /** The job, or a download that it waits for, has changed; without its text. */
        void onChanged(Job job);

        /** Whether {@link #onText} is to be called before the end. */
        boolean wantsPartialText();

        /** The job with its text so far; called at its end in any case. */
        void onText(Job job);
    }

    /**
     * Transcribes a file.
     *
     * @param name shown to users
     * @return the job with its text: completed, failed, cancelled (as all are after {@link #cancel}), or {@link Job#pausedByError}
     * @throws Fault where it was not accepted
     */
    Job transcribe(Path file, String name, Options options, TranscriptionListener listener);

    /** How many files to submit at once. */
    int maxConcurrentFiles();

    /** Cancels all jobs, including those submitted later. */
    void cancel();

    @Override
    void close();

    static Fault cancelled() {
        return new Fault(Fault.Code.CANCELLED, "Cancelled.");
    }

    static Fault notFound(Path file) {
        return new Fault(Fault.Code.FILE_NOT_FOUND, "There is no such file.");
    }
}
