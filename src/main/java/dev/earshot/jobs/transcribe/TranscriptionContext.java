package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Bus;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.queue.LeaseReleases;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobStore;

import java.time.Duration;

/**
 * What executions of transcriptions have to work with.
 *
 * @param folders       in which files of folder jobs must lie
 * @param windowSeconds of the longest window, as configured
 * @param loadTimeout   how long the engine may take to load a model
 */
record TranscriptionContext(Bus bus, JobStore store, Scheduler scheduler, LeaseReleases releases, LeaseRenewals renewals, AllowedFolders folders,
                            TranscriptionPacing pacing, EngineClient engine, TranscriptOutput output, int windowSeconds, Duration loadTimeout) {

    /**
     * Of the longest window, in seconds.
     *
     * @param model what the model wants, or null
     */
    int windowSeconds(Integer model) {
        return model == null ? windowSeconds : Math.min(model, windowSeconds);
    }
}
