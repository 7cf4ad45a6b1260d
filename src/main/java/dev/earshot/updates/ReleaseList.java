package dev.earshot.updates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.earshot.bus.Json;

import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a feed: a release or a list of releases in the form of GitHub's REST API
 * (<a href="https://docs.github.com/en/rest/releases/releases">releases</a>). What does not fit is left out. Pure.
 */
final class ReleaseList {

    private static final int MAX_FILES = 200;
    private static final int MAX_NAME = 200;
    private static final int MAX_NOTES = 20_000;
    private static final int MAX_URL = 2000;

    private ReleaseList() {
    }

    /**
     * The newest release that the channel offers, or null if there is none.
     *
     * @throws IllegalArgumentException if the text is no feed
     */
    static Release newest(String text, boolean beta) {
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the answer is not JSON");
        }
        if (!root.isArray() && !root.path("tag_name").isTextual()) {
            throw new IllegalArgumentException("the answer is not a release");
        }
        Release newest = null;
        for (JsonNode node : root.isArray() ? root : List.of(root)) {
            Release release = release(node);
            boolean offered = !node.path("draft").asBoolean() && (beta || !release.prerelease());
            if (offered && Versions.isNewer(release.version(), newest == null ? Versions.UNKNOWN : newest.version())) {
                newest = release;
            }
        }
        return newest;
    }

    /** Of a long list the beginning is asked for: GitHub has the newest first. */
    static URI listOf(URI feed) {
        String text = feed.toString();
        return text.endsWith("/releases/latest") ? URI.create(text.substring(0, text.length() - "/latest".length()) + "?per_page=30") : feed;
    }

    private static Release release(JsonNode node) {
        String version = Versions.of(node.path("tag_name").asText());
        List<ReleaseFile> files = new ArrayList<>();
        for (JsonNode asset : node.path("assets")) {
            String name = text(asset, "name", MAX_NAME);
            String url = address(asset, "browser_download_url");
            long size = asset.path("size").asLong();
            if (name != null && url != null && size > 0 && files.size() < MAX_FILES) {
                files.add(new ReleaseFile(name, url, size, sha256(asset.path("digest").asText())));
            }
        }
        return new Release(version, text(node, "name", MAX_NAME), text(node, "body", MAX_NOTES), address(node, "html_url"),
                time(node.path("published_at").asText()), node.path("prerelease").asBoolean() || Versions.isPreRelease(version), files);
    }

    private static String text(JsonNode node, String field, int longest) {
        String text = node.path(field).isTextual() ? node.path(field).asText().strip() : "";
        String clean = text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "");
        return clean.isEmpty() ? null : clean.length() <= longest ? clean : clean.substring(0, longest) + "…";
    }

    /** Only of the web: a link of another kind could run something. */
    private static String address(JsonNode node, String field) {
        String text = node.path(field).asText();
        try {
            URI uri = URI.create(text);
            boolean web = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT).matches("https?");
            return web && uri.getHost() != null && text.length() <= MAX_URL ? text : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String sha256(String digest) {
        String lower = digest.toLowerCase(Locale.ROOT);
        return lower.matches("sha256:[0-9a-f]{64}") ? lower.substring("sha256:".length()) : null;
    }
}
