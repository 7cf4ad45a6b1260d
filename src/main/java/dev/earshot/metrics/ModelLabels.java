package dev.earshot.metrics;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Model;
import io.vertx.core.Future;

import java.util.Set;
import java.util.stream.Collectors;

/** Models by the names that the catalog and the models folder have; every other one, such as a path, is {@code other}. One thread at a time. */
final class ModelLabels {

    private final Bus bus;
    private Set<String> known = Set.of();

    ModelLabels(Bus bus) {
        this.bus = bus;
    }

    /** Asks the models module only about a name that is new. Never fails. */
    Future<String> of(String model) {
        if (known.contains(model)) {
            return Future.succeededFuture(model);
        }
        return bus.request(ModelMessages.LIST, Empty.INSTANCE).map(list -> {
            known = list.models().stream().map(Model::name).collect(Collectors.toUnmodifiableSet());
            return known.contains(model) ? model : Meter.OTHER;
        }).otherwise(Meter.OTHER);
    }
}
