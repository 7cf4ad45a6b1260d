package dev.earshot.http.page;

import dev.earshot.bus.Fault;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.request.AssetPaths;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The dashboard's files. Each is read and compressed when it is first asked for, and kept. Event loop only. */
public final class AssetRoutes {

    private static final String PAGE = "/web/index.html";
    private static final String PAGE_TYPE = "text/html; charset=utf-8";
    /** Asked for again at every load, and answered without a body while it is the same: an update is seen at once. */
    private static final String FRESH = "no-cache";

    private final String version;
    private final Map<String, Asset> read = new HashMap<>();

    /** @param version shown to programs that ask for the page */
    public AssetRoutes(String version) {
        this.version = version;
    }

    public void mount(Router router) {
        reading(router.route("/")).handler(this::root);
        for (String path : List.of(AssetPaths.ICON, AssetPaths.APP + "*", AssetPaths.LIT + "*")) {
            reading(router.route(path)).handler(this::file);
        }
    }

    private static Route reading(Route route) {
        return route.method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void root(RoutingContext ctx) {
        ctx.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        String accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains("text/html")) {
            answer(ctx, PAGE, PAGE_TYPE);
        } else {
            Responses.send(ctx, 200, "text/plain; charset=utf-8", "Earshot " + version + ": speech to text.\n"
                    + "POST a file to /v1/audio/transcriptions; /openapi.yaml describes every route, /asyncapi.yaml the event bus.\n");
        }
    }

    private void file(RoutingContext ctx) {
        String path = ctx.request().path();
        AssetPaths.resource(path).ifPresentOrElse(
                resource -> answer(ctx, resource, AssetPaths.mediaType(path.substring(1)).orElseThrow()), () -> missing(ctx));
    }

    private static void missing(RoutingContext ctx) {
        Responses.fail(ctx, new Fault(Fault.Code.NOT_FOUND, "There is nothing at " + ctx.request().path() + "."));
    }

    private void answer(RoutingContext ctx, String resource, String mediaType) {
        Asset known = read.get(resource);
        Future<Asset> asset = known != null ? Future.succeededFuture(known)
                : ctx.vertx().executeBlocking(() -> Asset.read(resource, mediaType), false);
        Responses.finish(ctx, asset, found -> {
            if (found == null) {
                missing(ctx);
            } else {
                read.put(resource, found);
                send(ctx, found);
            }
        });
    }

    private static void send(RoutingContext ctx, Asset asset) {
        HttpServerResponse response = ctx.response();
        if (!Responses.awaited(response)) {
            return;
        }
        boolean zipped = zipped(ctx.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
        response.putHeader(HttpHeaders.CACHE_CONTROL, FRESH)
                .putHeader(HttpHeaders.ETAG, '"' + asset.tag() + (zipped ? Asset.ZIPPED : "") + '"')
                .headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (has(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH), asset.tag())) {
            response.setStatusCode(304).end();
            return;
        }
        if (zipped) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        Buffer body = zipped ? asset.zipped() : asset.plain();
        response.putHeader(HttpHeaders.CONTENT_TYPE, asset.mediaType());
        if (ctx.request().method() == HttpMethod.HEAD) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end();
        } else {
            response.end(body);
        }
    }

    /** @param accepted the {@code Accept-Encoding} header, or null */
    static boolean zipped(String accepted) {
        return any(accepted, coding -> coding.matches("(gzip|x-gzip)(\\s*;\\s*q=(1(\\.0*)?|0?\\.0*[1-9]\\d*))?"));
    }

    /** @param condition the {@code If-None-Match} header, or null; either form of the file is as good as the other */
    private static boolean has(String condition, String tag) {
        return any(condition, one -> one.replaceAll("^w/|\"", "").replaceAll(Asset.ZIPPED + "$", "").equals(tag));
    }

    private static boolean any(String list, Predicate<String> wanted) {
        return list != null && Arrays.stream(list.toLowerCase(Locale.ROOT).split(",")).map(String::strip).anyMatch(wanted);
    }
}
