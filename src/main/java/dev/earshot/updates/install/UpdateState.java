package dev.earshot.updates.install;

/**
 * Where an update stands.
 *
 * @param version  the newer version that this is about; null where there is none
 * @param previous the version that a rollback would start; null where there is none
 * @param reason   why the version failed, or was left; null where it was not
 */
public record UpdateState(Phase phase, String version, String previous, String reason) {
}
