package dev.earshot.downloads;

import dev.earshot.bus.Fault;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which redirects are followed: to https or to the same scheme, no loops, at most {@value #MAX_REDIRECTS}. Pure; one for each request. */
final class Redirects {

    static final int MAX_REDIRECTS = 10;

    private final Set<URI> visited = new HashSet<>();

    Redirects(URI start) {
        visited.add(start);
    }

    static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /**
     * @param location the header's value, or null
     * @throws Fault {@code download-failed}
     */
    URI next(URI from, String location) {
        URI to;
        try {
            to = from.resolve(location.strip());
        } catch (NullPointerException | IllegalArgumentException e) {
            throw refused("the server redirects to an invalid address");
        }
        String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        if (to.getHost() == null || !scheme.equals("https") && !(scheme.equals("http") && scheme.equalsIgnoreCase(from.getScheme()))) {
            throw refused("the server redirects from " + from.getScheme() + " to " + scheme + ", which is not safe");
        }
        if (!visited.add(to)) {
            throw refused("the server redirects in a loop");
        }
        if (visited.size() > MAX_REDIRECTS + 1) {
            throw refused("the server redirects more than " + MAX_REDIRECTS + " times");
        }
        return to;
    }

    private static Fault refused(String reason) {
        return new Fault(Fault.Code.DOWNLOAD_FAILED, reason);
    }
}
