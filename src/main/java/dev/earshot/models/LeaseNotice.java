package dev.earshot.models;

import dev.earshot.config.KeepAlive;
import dev.earshot.models.ProcessorPolicy.ModelSwitch;

/** What a person should know of how a request for a model is done, as data; {@link DecisionText} makes sentences of it. */
sealed interface LeaseNotice {

    /** Another model is used than the one that was asked for. */
    record Replaced(String asked, String used) implements LeaseNotice {
    }

    /** Another model would be faster. */
    record Suggested(ModelSwitch step) implements LeaseNotice {
    }

    /** The strategy keeps the model, whatever the request wants. */
    record StaysAlways() implements LeaseNotice {
    }

    /** The model stays for less than the request wants. */
    record StaysAtMost(KeepAlive longest) implements LeaseNotice {
    }

    /** The model fits, though memory is critical; {@code available} is null where nobody knows it. */
    record MemoryTight(double percent, Long available) implements LeaseNotice {
    }
}
