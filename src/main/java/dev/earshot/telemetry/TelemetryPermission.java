package dev.earshot.telemetry;

import dev.earshot.config.Config;
import dev.earshot.network.OfflineMode;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether anything may be sent. What the environment forbids, no setting allows. Pure. */
final class TelemetryPermission {

    private static final Set<String> NO = Set.of("", "0", "false", "no", "off");
    private static final Set<String> YES = Set.of("", "1", "true", "yes", "on");

    private final Map<String, String> env;
    private final String endpoint;

    /** @param env the environment: DO_NOT_TRACK, EARSHOT_TELEMETRY, HF_HUB_OFFLINE */
    TelemetryPermission(Map<String, String> env, Config.Telemetry config) {
        this.env = Map.copyOf(env);
        this.endpoint = config.endpoint();
    }

    /** Why nothing can be sent, whatever the user's answer, as a sentence; empty where the answer decides. */
    Optional<String> obstacle() {
        if (!NO.contains(variable("DO_NOT_TRACK"))) {
            return Optional.of("Nothing is sent, whatever the settings: DO_NOT_TRACK is set in the service's environment.");
        }
        // What was misspelt was not meant as a yes.
        if (!YES.contains(variable("EARSHOT_TELEMETRY"))) {
            return Optional.of("Nothing is sent, whatever the settings: EARSHOT_TELEMETRY in the service's environment is not 'on'.");
        }
        if (OfflineMode.of(env)) {
            return Optional.of("Nothing is sent, whatever the settings: HF_HUB_OFFLINE is set in the service's environment.");
        }
        return endpoint.isBlank() ? Optional.of("Nothing can be sent: telemetry.endpoint in the configuration is empty.") : Optional.empty();
    }

    /** Why nothing is sent, as a sentence; empty where events are sent. */
    Optional<String> refusal(boolean enabled) {
        return obstacle().or(() -> enabled ? Optional.empty() : Optional.of("Nothing is sent: telemetry is off."));
    }

    private String variable(String name) {
        return env.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT);
    }
}
