package dev.earshot.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a transcription over HTTP is: at DEBUG there is a line for each stage that it reaches, with the time of a clock that is the same on
 * all threads. {@code ./earshot bench overhead} reads them; docs/performance.md says what lies between them.
 */
public enum Stage {

    /** The head of the request is here. */
    ARRIVED,
    /** The last byte is here, and all of them are in a file. */
    RECEIVED,
    /** The job is in the store. */
    ACCEPTED,
    /** The job has a place. */
    BEGUN,
    /** The model is held and the file is open. */
    OPENED,
    /** A window is cut. */
    PLANNED,
    /** The engine's thread has the window. */
    DISPATCHED,
    /** The engine's process has answered. */
    RECOGNISED,
    /** The jobs module has the answer. */
    RETURNED,
    /** The window, or with the last one the end of the job, is in the store. */
    WRITTEN,
    /** The answer is on its way to the client. */
    ANSWERED;

    private static final Logger LOG = LoggerFactory.getLogger(Stage.class);

    /** @param job its id, or null where there is none yet */
    public void reached(String job) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug().addKeyValue(Logging.JOB, job).log("{} at {} us", this, System.nanoTime() / 1000);
        }
    }
}
