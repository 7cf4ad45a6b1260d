package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.log.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how often a job has lost its decoder without getting any further in between. */
final class DecoderLosses {

    private static final Logger LOG = LoggerFactory.getLogger(DecoderLosses.class);
    private static final int MOST = 2;

    private int count;

    /** Whether an error is such a loss, and one after which the file is opened again. */
    boolean allowAnother(JobRow row, Throwable error) {
        Fault fault = Fault.of(error);
        // A session that is not there any more was closed because nothing was asked of it for long.
        boolean lost = fault.code() == Fault.Code.UNAVAILABLE || fault.code() == Fault.Code.NOT_FOUND;
        if (!lost || count >= MOST) {
            return false;
        }
        count++;
        LOG.atWarn().addKeyValue(Logging.JOB, row.id()).log("Decodes {} again from {} s: {}", row.name(), row.status().position(), fault.getMessage());
        return true;
    }

    /** A window is done. */
    void progressed() {
        count = 0;
    }
}
