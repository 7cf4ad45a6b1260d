package dev.earshot.http;

import dev.earshot.bus.Fault;
import dev.earshot.http.access.Admission;
import dev.earshot.http.access.Cors;
import dev.earshot.http.access.OriginPolicy;
import dev.earshot.http.answer.ProblemResponse;
import dev.earshot.http.answer.Responses;
import dev.earshot.http.request.QueryParameters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What every request passes before its route, and the answers where there is none. */
final class Routes {

    /** Of what every request passes, among the routes. */
    private static final int FIRST = -2;

    private final Router router;
    private final OriginPolicy access;
    private final Cors cors;
    private final Admission admission;
    private final Consumer<RoutingContext> onAdmitted;

    private Routes(Vertx vertx, OriginPolicy access, Cors cors, Admission admission, Consumer<RoutingContext> onAdmitted) {
        this.router = Router.router(vertx);
        this.access = access;
        this.cors = cors;
        this.admission = admission;
        this.onAdmitted = onAdmitted;
    }

    /**
     * @param onRequest  called with every request before anything is done with it
     * @param onAdmitted called with those that needed admission and got it
     * @param mounts     add the routes themselves
     */
    static Router build(Vertx vertx, OriginPolicy access, Cors cors, Admission admission, Consumer<RoutingContext> onRequest,
                        Consumer<RoutingContext> onAdmitted, List<Consumer<Router>> mounts) {
        Routes routes = new Routes(vertx, access, cors, admission, onAdmitted);
        routes.router.route().order(FIRST).handler(ctx -> {
            onRequest.accept(ctx);
            SlowRequests.watch(ctx);
            routes.enter(ctx);
        });
        mounts.forEach(mount -> mount.accept(routes.router));
        QueryParameters.check(routes.router);
        for (int status : List.of(400, 404, 405, 413, 500)) {
            routes.router.errorHandler(status, ctx -> routes.failed(ctx, status));
        }
        return routes.router;
    }

    private void enter(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        Optional<ProblemResponse> unclear = RequestFraming.refuse(request);
        if (unclear.isPresent()) {
            // Where the next request would begin is not sure either.
            ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            Responses.fail(ctx, unclear.get());
            return;
        }
        if (RequestFraming.isAmbiguous(request)) {
            ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Optional<ProblemResponse> refusal = access.refuse(request.method().name(), request.getHeader(HttpHeaders.HOST),
                request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.UPGRADE) != null);
        if (refusal.isEmpty() && cors.answer(request)) {
            // Browsers send no key with the question whether they may send one.
            return;
        }
        refusal = refusal.or(() -> admission.refuse(request));
        if (refusal.isEmpty() && admission.identifies(request)) {
            onAdmitted.accept(ctx);
        }
        refusal.or(() -> RequestFraming.refusePath(request.path())).or(() -> undecodable(request))
                .ifPresentOrElse(problem -> Responses.fail(ctx, problem), ctx::next);
    }

    /** The query is decoded here once, so that no route meets one that cannot be. */
    private static Optional<ProblemResponse> undecodable(HttpServerRequest request) {
        try {
            request.params();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(ProblemResponse.unreadable("The query cannot be decoded: behind a % there must be two hexadecimal digits;"
                    + " write %25 for a % itself."));
        }
    }

    private void failed(RoutingContext ctx, int status) {
        String path = ctx.request().path();
        switch (status) {
            case 400 -> Responses.fail(ctx, Fault.badRequest("The request cannot be read; check its address and its headers."));
            case 404 -> Responses.fail(ctx, new Fault(Fault.Code.NOT_FOUND,
                    "There is nothing at " + path + "; /openapi.yaml describes every route."));
            case 405 -> {
                String allowed = methods(ctx.normalizedPath());
                ctx.response().putHeader(HttpHeaders.ALLOW, allowed);
                Responses.fail(ctx, new Fault(Fault.Code.METHOD_NOT_ALLOWED, path + " understands " + allowed + ", not "
                        + ctx.request().method() + "."));
            }
            case 413 -> Responses.fail(ctx, new Fault(Fault.Code.TOO_LARGE, "The body is too large for this route."));
            default -> Responses.fail(ctx, ctx.failure());
        }
    }

    /** The methods of all routes that a path fits. */
    private String methods(String path) {
        return router.getRoutes().stream()
                .filter(route -> route.getPath() != null && path.matches(route.getPath().replaceAll(":\\w+", "[^/]+") + (route.isExactPath() ? "" : ".*")))
                .map(Route::methods).flatMap(Set::stream).map(HttpMethod::name)
                .sorted().distinct().collect(Collectors.joining(", "));
    }
}
