package dev.earshot.http.request;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which paths are files of the dashboard, and where on the class path these lie. Pure. */
public final class AssetPaths {

    public static final String ICON = "/favicon.svg";
    public static final String APP = "/app/";
    public static final String LIT = "/lib/lit-html/";

    /** As in {@code pom.xml}, with which a test compares it. */
    static final String LIT_VERSION = "3.3.2";

    /** What its modules are found under in the webjar; its maps, its types and what it keeps for developers are not served. */
    private static final String LIT_HOME = "/META-INF/resources/webjars/lit-html/" + LIT_VERSION + "/";
    private static final Pattern LIT_MODULE = Pattern.compile("(directives/)?[a-z-]+\\.js");
    /** As it is sent: no name begins with a dot, nothing is escaped, so that it means to the router what it says here. */
    private static final Pattern FILE = Pattern.compile("(\\w[\\w.-]*/)*\\w[\\w-]*(\\.[\\w-]+)*\\.(?<ending>[a-z0-9]+)");

    private static final int LONGEST = 200;

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "webp", "image/webp",
            "woff2", "font/woff2");

    private AssetPaths() {
    }

    /** Whether the path of a route is that of the page or its files. */
    public static boolean isPage(String route) {
        return route.equals("/") || route.equals(ICON) || route.startsWith(APP) || route.startsWith(LIT);
    }

    /**
     * The file at a path on the class path; empty where there cannot be one.
     *
     * @param path as it was sent, still escaped
     */
    public static Optional<String> resource(String path) {
        if (ICON.equals(path)) {
            return Optional.of("/web" + path);
        }
        if (path.startsWith(APP) && mediaType(path.substring(APP.length())).isPresent()) {
            return Optional.of("/web" + path);
        }
        return path.startsWith(LIT) && LIT_MODULE.matcher(path.substring(LIT.length())).matches()
                ? Optional.of(LIT_HOME + path.substring(LIT.length())) : Optional.empty();
    }

    /** What a file is by its name; empty where that is no name, or of no kind that is served. */
    public static Optional<String> mediaType(String file) {
        Matcher name = FILE.matcher(file);
        return file.length() <= LONGEST && name.matches() ? Optional.ofNullable(MEDIA_TYPES.get(name.group("ending"))) : Optional.empty();
    }
}
