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
 * Deploys verticles in layers. All verticles of a layer are deployed together, then the next layer. Layers are stopped one after the other in
 * reverse order, so that no verticle loses what it depends on while it works.
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
    /** Deployment ids of each layer, the last one first. */
    private final Deque<List<String>> deployed = new ArrayDeque<>();

    /** @param layers the first one first */
    LayeredDeployment(Vertx vertx, List<List<Module>> layers) {
        this.vertx = vertx;
        this.layers = layers;
    }

    /** Fails if a verticle does; call {@link #stop} then to stop the others. */
    Future<Void> start() {
        Future<Void> started = Future.succeededFuture();
        for (List<Module> layer : layers) {
            started = started.compose(below -> deploy(layer));
        }
        return started;
    }

    /** Never fails: if a verticle does not stop cleanly, the layers below are stopped all the same. */
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
