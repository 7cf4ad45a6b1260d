package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.log.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits how often in a row a file is opened again because its decoder was lost, with no window finished in between. */
final class DecoderRetries {

    private static final Logger LOG = LoggerFactory.getLogger(DecoderRetries.class);
    private static final int MAX_RETRIES = 2;

    private int retries;

    /** Whether the file is to be opened again after an error; counts as a retry where it is. */
    boolean shouldReopen(JobRow row, Throwable error) {
        Fault fault = Fault.of(error);
        // NOT_FOUND: the audio module has closed the session, which was idle for too long.
        boolean lost = fault.code() == Fault.Code.UNAVAILABLE || fault.code() == Fault.Code.NOT_FOUND;
        if (!lost || retries >= MAX_RETRIES) {
            return false;
        }
        retries++;
        LOG.atWarn().addKeyValue(Logging.JOB, row.id()).log("The decoder of {} was lost, which is retried from {} s: {}", row.name(),
                row.status().position(), fault.getMessage());
        return true;
    }

    void onWindowDone() {
        retries = 0;
    }
}
