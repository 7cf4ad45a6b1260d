package dev.earshot.jobs.queue;

import dev.earshot.bus.Bus;
import dev.earshot.config.Config;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.store.JobStore;
import io.vertx.core.Vertx;

import java.time.Clock;
import java.time.Duration;

/**
 * What the types of job have to work with.
 *
 * @param clock      to the millisecond, as the store has it
 * @param folders    that jobs may read and write besides the files that they are given
 * @param releases   gives back what other modules hold for jobs
 * @param firstPause before what failed is tried again for the first time
 */
public record JobContext(Vertx vertx, Bus bus, Config config, Clock clock, JobStore store, Scheduler scheduler, AllowedFolders folders, DelayedTasks timers,
                         LeaseReleases releases, Duration firstPause) {
}
