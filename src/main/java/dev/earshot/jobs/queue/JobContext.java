package dev.earshot.jobs.queue;

import dev.earshot.bus.Bus;
import dev.earshot.config.Config;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.store.JobStore;
import io.vertx.core.Vertx;

import java.time.Clock;
import java.time.Duration;

/**
 * What job types are given to work with.
 *
 * @param clock      to the millisecond, as the store has it
 * @param folders    that jobs may read and write, besides uploads
 * @param releases   releases what other modules hold for jobs
 * @param firstBackoff before the first retry of what failed
 */
public record JobContext(Vertx vertx, Bus bus, Config config, Clock clock, JobStore store, Scheduler scheduler, AllowedFolders folders, DelayedTasks timers,
                         LeaseReleases releases, Duration firstBackoff) {
}
