package dev.earshot.http.request;

import dev.earshot.bus.NearestWord;
import dev.earshot.http.answer.BadField;
import dev.earshot.http.answer.Responses;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The query parameters of every route. Any other is refused: ignoring one would answer another question than was asked. The page and its
 * files are left out, whose addresses people and proxies add to. {@code OpenApiTest} compares this table with the contract.
 */
public final class QueryParameters {

    /** The WebSocket of the event bus. */
    public static final String EVENT_BUS = "/eventbus/websocket";

    /** Those of the routes that have any, by method and path. */
    public static final Map<String, Set<String>> KNOWN = Map.of(
            "GET /api/jobs", Set.of("limit", "cursor", "parent", "state", "kind", "since", "q"),
            "DELETE /api/jobs/:id", Set.of("forget"),
            "GET /api/jobs/:id/transcript", Set.of("format", "timestamps", "download", LayoutParameters.WIDTH, LayoutParameters.COUNT,
                    LayoutParameters.HIGHLIGHT),
            "GET /api/decisions", Set.of("limit", "model", "action"),
            "GET " + EVENT_BUS, Set.of("ticket"));

    /** Of the checks among the routes: behind what every request passes, before what they are for. */
    private static final int ORDER = -1;
    /** Characters of an unknown word that the message repeats. */
    private static final int SHOWN = 60;

    private QueryParameters() {
    }

    /** Puts a check before every route of a router but those of the page. */
    public static void check(Router router) {
        for (Route route : List.copyOf(router.getRoutes())) {
            if (route.getPath() != null && !AssetPaths.isPage(route.getPath())) {
                route.methods().forEach(method -> router.route(method, route.getPath()).order(ORDER).handler(only(method, route.getPath())));
            }
        }
    }

    private static Handler<RoutingContext> only(HttpMethod method, String path) {
        Set<String> known = KNOWN.getOrDefault(method + " " + path, Set.of());
        return ctx -> {
            if (ctx.request().query() == null || known.containsAll(ctx.queryParams().names())) {
                ctx.next();
            } else {
                Responses.fail(ctx, unknown("parameter", ctx.queryParams().names().stream().filter(name -> !known.contains(name)).findFirst().orElseThrow(),
                        known));
            }
        };
    }

    /**
     * @param what a word for what it is: {@code parameter}, {@code field}
     * @return the fault for an unknown word
     */
    public static BadField unknown(String what, String written, Set<String> known) {
        String name = written.length() <= SHOWN ? written : written.substring(0, SHOWN) + "...";
        return new BadField(name, "Unknown " + what + " '" + name + "'." + NearestWord.question(written, known)
                + (known.isEmpty() ? " There are none here." : " There " + (known.size() == 1 ? "is " : "are ") + String.join(", ", new TreeSet<>(known))
                        + "."));
    }
}
