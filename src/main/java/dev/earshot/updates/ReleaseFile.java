package dev.earshot.updates;

/**
 * A file of a release.
 *
 * @param url    http or https
 * @param size   in bytes, 1 or more
 * @param sha256 in hexadecimal; absent if the feed does not say it
 */
record ReleaseFile(String name, String url, long size, String sha256) {
}
