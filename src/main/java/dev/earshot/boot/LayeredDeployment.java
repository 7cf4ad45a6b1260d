package dev.earshot.boot;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Verticles in layers. A layer is deployed at once, the next one when it is complete; they are stopped in reverse order, each awaited, so that
 * no verticle loses what it depends on while it works.
 */
final class LayeredDeployment {

    private static final Logger LOG = LoggerFactory.getLogger(LayeredDeployment.class);

    record Module(Deployable verticle, DeploymentOptions options) {
        Module(Deployable verticle) {
            this(verticle, new DeploymentOptions());
        }
    }

    private final Vertx vertx;
    private final List<List<Module>> layers;
    /** Ids of each layer that was deployed, the last one first. */
    private final Deque<List<String>> deployed = new ArrayDeque<>();

    /** @param layers the first one first */
    LayeredDeployment(Vertx vertx, List<List<Module>> layers) {
        this.vertx = vertx;
        this.layers = layers;
    }

    /** Fails with the first failure; {@link #stop} stops what was deployed until then. */
    Future<Void> start() {
        Future<Void> started = Future.succeededFuture();
        for (List<Module> layer : layers) {
            started = started.compose(below -> deploy(layer));
        }
        return started;
    }

    /** Never fails: a verticle that does not stop cleanly does not keep the layers below from stopping. */
    Future<Void> stop() {
        List<String> layer = deployed.poll();
        if (layer == null) {
            return Future.succeededFuture();
        }
        return Future.join(layer.stream().map(vertx::undeploy).toList())
                .onFailure(error -> LOG.warn("A part of the service did not stop cleanly", error))
                .transform(result -> stop());
    }

    private Future<Void> deploy(List<Module> layer) {
        List<Future<String>> ids = layer.stream().map(module -> vertx.deployVerticle(module.verticle(), module.options())).toList();
        return Future.join(ids).onComplete(done -> deployed.push(
                ids.stream().filter(Future::succeeded).map(Future::result).toList())).mapEmpty();
    }
}
