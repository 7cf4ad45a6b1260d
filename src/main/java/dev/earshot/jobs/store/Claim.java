package dev.earshot.jobs.store;

import java.time.Instant;

/**
 * In whose name jobs are worked on, and until when that holds. It holds for all jobs of an owner at once, so that one small write renews it
 * however many they are.
 *
 * @param owner     this incarnation of the service; no other has ever had this id
 * @param directory its data directory, which only one service at a time can have locked: whoever claims in its name may take over at once
 *                  what an earlier owner from the same directory left, for that one is dead
 * @param until     when others may take over, unless the claim is renewed
 */
public record Claim(String owner, String directory, Instant until) {
}
