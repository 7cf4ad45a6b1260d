package dev.earshot.updates;

import java.time.Instant;

/**
 * What is known of updates across restarts. Immutable.
 *
 * @param source    feed and channel that all this is from; another one is asked anew
 * @param checkedAt when the feed was last asked, with or without an answer
 * @param notBefore the server's wish; absent if there is none
 * @param etag      of the last answer
 * @param release   the newest one offered
 * @param failed    whether the last attempt failed
 * @param dismissed version that the user does not want to hear of
 * @param lastRun   version that ran last
 * @param updatedFrom version before that, until its news are dismissed
 */
record RememberedCheck(String source, Instant checkedAt, Instant notBefore, String etag, Release release, boolean failed, String dismissed,
                       String lastRun, String updatedFrom) {

    static final RememberedCheck NOTHING = new RememberedCheck(null, null, null, null, null, false, null, null, null);

    RememberedCheck from(String feed) {
        return feed.equals(source) ? this : new RememberedCheck(feed, null, null, null, null, false, dismissed, lastRun, updatedFrom);
    }

    RememberedCheck answered(Instant now, String tag, Release newest) {
        return new RememberedCheck(source, now, null, tag, newest, false, dismissed, lastRun, updatedFrom);
    }

    RememberedCheck failedAt(Instant now, Instant again) {
        return new RememberedCheck(source, now, again, etag, release, true, dismissed, lastRun, updatedFrom);
    }

    RememberedCheck dismiss(String version) {
        return new RememberedCheck(source, checkedAt, notBefore, etag, release, failed, version, lastRun, updatedFrom);
    }

    /** Its news are to be shown if another, older version ran before. */
    RememberedCheck running(String version) {
        boolean updated = lastRun != null && Versions.isNewer(version, lastRun);
        return new RememberedCheck(source, checkedAt, notBefore, etag, release, failed, dismissed, version,
                updated ? lastRun : version.equals(lastRun) ? updatedFrom : null);
    }

    RememberedCheck withoutNews() {
        return new RememberedCheck(source, checkedAt, notBefore, etag, release, failed, dismissed, lastRun, null);
    }

    /** Whether the server said when it wants to be asked again, and it is not yet time. */
    boolean mustWait(Instant now) {
        return notBefore != null && now.isBefore(notBefore);
    }
}
