package dev.earshot.models;

import dev.earshot.config.KeepAlive;
import dev.earshot.models.DecisionReason.StayOrigin;
import dev.earshot.system.SystemMessages.Level;

import java.time.Duration;
import java.time.Instant;

/** How long an idle model stays in memory: by requests and settings, and shorter under memory pressure. Pure. */
record StayPolicy(ResidencyLimits limits, MemorySnapshot memory) {

    /** The maximum under memory pressure. */
    static final Duration SHORT_STAY = Duration.ofSeconds(30);

    /** Counted from its last request. */
    KeepAlive duration(ResidentModel model) {
        return isShortened(model) ? new KeepAlive(memory.level() == Level.CRITICAL ? Duration.ZERO : SHORT_STAY) : requested(model);
    }

    /** Whether that time is over. */
    boolean hasExpired(ResidentModel model, Instant now) {
        KeepAlive time = duration(model);
        return !time.forGood() && !model.lastUsed().plus(time.time()).isAfter(now);
    }

    /** Whether memory pressure shortens its stay. A model that is kept for good stays until the pressure is critical. */
    boolean isShortened(ResidentModel model) {
        return switch (memory.level()) {
            case NORMAL -> false;
            case WARNING -> !requested(model).forGood() && requested(model).time().compareTo(SHORT_STAY) > 0;
            case CRITICAL -> true;
        };
    }

    /** Where the time comes from. */
    StayOrigin origin(ResidentModel model) {
        return isShortened(model) ? new StayOrigin(memory.percent(), null, false) : limits.origin(model.keepAlive());
    }

    private KeepAlive requested(ResidentModel model) {
        return limits.stay(model.keepAlive());
    }
}
