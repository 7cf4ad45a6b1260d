package dev.earshot.jobs.store;

import java.time.Instant;

/**
 * A service's claim on all jobs that it owns, so that one small write renews it for however many they are.
 *
 * @param owner     the id of this run of the service; never used again
 * @param directory the id of its data directory, which only one service at a time can have locked: the jobs of earlier owners with the same
 *                  directory can be taken over at once, as those do not run any more
 * @param until     when the claim expires unless it is renewed; others may take over then
 */
public record Claim(String owner, String directory, Instant until) {
}
