package dev.earshot.models;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.bus.NearestWord;
import dev.earshot.models.DecisionMessages.Decision;
import dev.earshot.models.DecisionMessages.DecisionAction;
import dev.earshot.models.DecisionMessages.DecisionCode;
import dev.earshot.models.DecisionMessages.DecisionList;
import dev.earshot.models.DecisionMessages.ListDecisions;
import dev.earshot.models.ProcessorPolicy.ModelSwitch;
import dev.earshot.models.ResidencyCommand.RecordDecision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Publishes every decision, and keeps the last ones. Decisions to keep a model, made after every request, are kept separately, and
 * fewer of them, so that they do not displace the others.
 */
final class DecisionLog {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);

    private static final List<String> ACTIONS = Arrays.stream(DecisionAction.values()).map(DecisionAction::text).toList();
    private static final int MAX_DECISIONS = 1000;
    private static final int MAX_KEEPS = 50;
    private static final int DEFAULT_LIST = 100;

    /** @param number in the order in which they were made */
    private record LoggedDecision(long number, Decision decision) {
    }

    private final Bus bus;
    /** The newest first. */
    private final Deque<LoggedDecision> decisions = new ArrayDeque<>();
    private final Deque<LoggedDecision> keeps = new ArrayDeque<>();
    private long count;

    DecisionLog(Bus bus) {
        this.bus = bus;
    }

    /** @param job whose request led to it, or null */
    void add(RecordDecision decide, String job) {
        add(new Decision(decide.at(), bus.node(), decide.model(), decide.action(), decide.reason().code(), DecisionText.of(decide.reason()),
                decide.numbers(), job));
    }

    void add(ModelSwitch step, Instant at) {
        add(new Decision(at, bus.node(), step.asked(), step.action(), step.action() == DecisionAction.STEP_UP ? DecisionCode.PROCESSOR_CALM
                : DecisionCode.PROCESSOR_BUSY, DecisionText.of(step), Map.of("percent", step.percent(), "factor", step.factor()), null));
    }

    /** What a model has shown of short speech has changed. */
    void shortSpeech(String model, ShortSpeechRecord record, Instant at) {
        DecisionCode code = switch (record.state()) {
            case TRUSTED -> DecisionCode.SHORT_SPEECH_TRUSTED;
            case NEVER -> DecisionCode.SHORT_SPEECH_NEVER;
            default -> DecisionCode.SHORT_SPEECH_LEARNING;
        };
        add(new Decision(at, bus.node(), model, DecisionAction.SHORT_SPEECH, code, DecisionText.of(record),
                Map.of("compared", (double) record.compared(), "agreed", (double) record.agreed(), "doubted", (double) record.doubted()), null));
    }

    private void add(Decision decision) {
        boolean keep = decision.action() == DecisionAction.KEEP;
        Deque<LoggedDecision> kept = keep ? keeps : decisions;
        kept.addFirst(new LoggedDecision(count++, decision));
        if (kept.size() > (keep ? MAX_KEEPS : MAX_DECISIONS)) {
            kept.removeLast();
        }
        LOG.atLevel(keep ? Level.DEBUG : Level.INFO).log("Model {}: {}, {}", decision.model(), decision.action().text(), decision.reason());
        bus.publish(DecisionMessages.DECISION, decision);
    }

    /** @throws Fault {@code bad-request} */
    DecisionList list(ListDecisions request) {
        int limit = request.limit() == null ? DEFAULT_LIST : request.limit();
        if (limit < 1 || limit > MAX_DECISIONS) {
            throw Fault.badRequest("'limit' must be from 1 to " + MAX_DECISIONS + ", not " + limit + ".");
        }
        String action = request.action();
        if (action != null && !ACTIONS.contains(action)) {
            throw Fault.badRequest("'action' must be one of " + String.join(", ", ACTIONS) + ", not '" + action + "'." + NearestWord.question(action, ACTIONS));
        }
        return new DecisionList(Stream.concat(decisions.stream(), keeps.stream()).sorted(Comparator.comparingLong(LoggedDecision::number).reversed())
                .map(LoggedDecision::decision).filter(decision -> action == null || decision.action().text().equals(action))
                .filter(decision -> request.model() == null || decision.model().equals(request.model())).limit(limit).toList());
    }
}
