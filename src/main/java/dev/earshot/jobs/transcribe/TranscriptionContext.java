package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Bus;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.queue.LeaseReleases;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobStore;

import java.time.Duration;

/**
 * What executions of transcriptions are given to work with.
 *
 * @param folders          in which the files of folder jobs must lie
 * @param maxWindowSeconds the maximum length of a window, as configured
 * @param loadTimeout      how long the engine may take to load a model
 */
record TranscriptionContext(Bus bus, JobStore store, Scheduler scheduler, LeaseReleases releases, LeaseRenewals renewals, AllowedFolders folders,
                            TranscriptionPacing pacing, EngineClient engine, TranscriptOutput output, int maxWindowSeconds, Duration loadTimeout) {

    /**
     * The maximum length of a window in seconds.
     *
     * @param model the model's own maximum in seconds, or null
     */
    int maxWindowSeconds(Integer model) {
        return model == null ? maxWindowSeconds : Math.min(model, maxWindowSeconds);
    }
}
