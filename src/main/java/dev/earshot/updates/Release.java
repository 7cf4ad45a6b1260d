package dev.earshot.updates;

import java.time.Instant;
import java.util.List;

/**
 * A release as a feed announces it. Nothing in it is trusted: its texts are shown as text, its files are verified by signature.
 *
 * @param version    SemVer
 * @param name       for people; absent if there is none
 * @param notes      Markdown, shortened; absent if there are none
 * @param url        of its page, http or https; absent if there is none
 * @param prerelease by the feed's word or by its version
 */
record Release(String version, String name, String notes, String url, Instant publishedAt, boolean prerelease, List<ReleaseFile> files) {

    Release {
        files = files == null ? List.of() : List.copyOf(files);
    }

    /** The file of a name, or null. */
    ReleaseFile file(String wanted) {
        return files.stream().filter(file -> file.name().equals(wanted)).findFirst().orElse(null);
    }
}
