package dev.earshot.models;

import dev.earshot.config.KeepAlive;
import dev.earshot.models.DecisionReason.StayOrigin;
import dev.earshot.system.SystemMessages.Level;

import java.time.Duration;
import java.time.Instant;

/** How long an idle model stays: as long as requests and settings want, and less while memory is short. Pure. */
record StayPolicy(ResidencyLimits limits, MemorySnapshot memory) {

    /** How long an idle model stays at most while memory is short. */
    static final Duration SHORT_STAY = Duration.ofSeconds(30);

    /** From its last request on. */
    KeepAlive time(ResidentModel model) {
        return isHurried(model) ? new KeepAlive(memory.level() == Level.CRITICAL ? Duration.ZERO : SHORT_STAY) : wanted(model);
    }

    /** Whether that time is over. */
    boolean isPast(ResidentModel model, Instant now) {
        KeepAlive time = time(model);
        return !time.forGood() && !model.lastUsed().plus(time.time()).isAfter(now);
    }

    /** Whether want of memory makes it leave earlier than it should. One that a user wants to keep for good stays until memory is critical. */
    boolean isHurried(ResidentModel model) {
        return switch (memory.level()) {
            case NORMAL -> false;
            case WARNING -> !wanted(model).forGood() && wanted(model).time().compareTo(SHORT_STAY) > 0;
            case CRITICAL -> true;
        };
    }

    /** Where the time comes from. */
    StayOrigin origin(ResidentModel model) {
        return isHurried(model) ? new StayOrigin(memory.percent(), null, false) : limits.origin(model.keepAlive());
    }

    private KeepAlive wanted(ResidentModel model) {
        return limits.stay(model.keepAlive());
    }
}
