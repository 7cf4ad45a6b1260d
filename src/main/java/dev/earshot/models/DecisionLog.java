package dev.earshot.models;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.models.ModelMessages.Decision;
import dev.earshot.models.ModelMessages.Decisions;
import dev.earshot.models.ModelMessages.ListDecisions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Tells every decision, and remembers the last ones. */
final class DecisionLog {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);

    private static final int KEPT = 1000;
    private static final int DEFAULT_LIST = 100;

    private final Bus bus;
    /** The newest first. */
    private final Deque<Decision> decisions = new ArrayDeque<>();

    DecisionLog(Bus bus) {
        this.bus = bus;
    }

    void add(Instant at, String model, String action, String reason, Map<String, Double> numbers) {
        Decision decision = new Decision(at, bus.node(), model, action, reason, numbers);
        decisions.addFirst(decision);
        if (decisions.size() > KEPT) {
            decisions.removeLast();
        }
        LOG.info("Model {}: {}, {}", model, action, reason);
        bus.publish(ModelMessages.DECISION, decision);
    }

    /** @throws Fault {@code bad-request} */
    Decisions list(ListDecisions request) {
        int limit = request.limit() == null ? DEFAULT_LIST : request.limit();
        if (limit < 1 || limit > KEPT) {
            throw Fault.badRequest("'limit' must be from 1 to " + KEPT + ", not " + limit + ".");
        }
        return new Decisions(decisions.stream().limit(limit).toList());
    }
}
