package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.speech.Priority;

import java.nio.file.Path;

/** Transcribes for the terminal: with the modules in this process, or with a running service. Blocking and thread-safe. */
interface Transcriber extends AutoCloseable {

    /** Each waits on its own thread; more would only fill the queue. */
    int FILES_AT_ONCE = 8;

    /** What the command line asks for, the same for all of its files; null where it does not say. */
    record Options(String model, String language, boolean translate, String prompt, Double temperature, String keepAlive, Priority priority,
                   boolean words) {

        /** A person waits at a terminal, so interactive is the default. */
        public Options {
            priority = priority == null ? Priority.INTERACTIVE : priority;
        }
    }

    /** Follows a job, on the thread that waits for it. */
    interface TranscriptionListener {

        /** The job, or a download that it waits for, has changed; without its text. */
        void onChanged(Job job);

        /** Whether {@link #onText} is wanted before the end. */
        boolean follows();

        /** The whole job with the text so far; called at its end in any case. */
        void onText(Job job);
    }

    /**
     * Transcribes a file.
     *
     * @param name what to call it to people
     * @return the job, whole: completed, failed, cancelled (as all are after {@link #cancel}), or {@link Job#halted}
     * @throws Fault where it was not accepted
     */
    Job transcribe(Path file, String name, Options options, TranscriptionListener listener);

    /** How many files are worth submitting at once. */
    int atOnce();

    /** Ends everything that is being transcribed, and whatever comes after. */
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
