package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;

import java.nio.file.Path;

/** Who transcribes for the terminal: the modules in this process, or a running service. Blocking and thread-safe. */
interface Transcriber extends AutoCloseable {

    /** Each waits on a thread of its own; more only fill the queue. */
    int FILES_AT_ONCE = 8;

    /** What the command line asks for, the same for all of its files; null where it does not say. */
    record Options(String model, String language, boolean translate, String prompt, Double temperature, String keepAlive, String priority) {

        /** Somebody who waits at a terminal is interactive, unless he says otherwise. */
        public Options {
            priority = priority == null ? "interactive" : priority;
        }
    }

    /** Told of a job while it is waited for, on the thread that waits. */
    interface TranscriptionListener {

        /** The job, or a download that it waits for, has changed; without its text. */
        void changed(Job job);

        /** Whether {@link #heard} is wanted before the end. */
        boolean follows();

        /** The job whole, with what was heard so far; at its end in any case. */
        void onText(Job whole);
    }

    /**
     * Transcribes a file.
     *
     * @param name what to call it to people
     * @return the job, whole: completed, failed, cancelled (as all are after {@link #cancel}), or {@link Job#halted}
     * @throws Fault where it was not accepted
     */
    Job transcribe(Path file, String name, Options options, TranscriptionListener listener);

    /** How many files it is worth asking for at once. */
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
