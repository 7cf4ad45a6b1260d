package dev.earshot.telemetry;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;

import java.time.Instant;
import java.util.List;

/** What telemetry would send, and whether it does. The answer of the user is the setting {@code telemetry.enabled}. */
public final class TelemetryMessages {

    /** Whether anything is sent, and the events themselves. Asks nobody. */
    public static final Address<Empty, TelemetryState> GET = Address.json("earshot.telemetry.get", Empty.class, TelemetryState.class);

    private TelemetryMessages() {
    }

    /** What events are about. Written as in {@link #text}. */
    public enum TelemetryEventType {
        APP_LAUNCHED("AppLaunched"), TRANSCRIPTION_COMPLETED("TranscriptionCompleted"), MODEL_DOWNLOADED("ModelDownloaded");

        private final String text;

        TelemetryEventType(String text) {
            this.text = text;
        }

        @JsonValue
        public String text() {
            return text;
        }
    }

    /**
     * All that is sent of one event; in JSON exactly these fields, in this order.
     *
     * @param timestamp    the beginning of the hour in which it happened
     * @param os           {@code linux}, {@code macos}, {@code windows} or {@code other}
     * @param arch         {@code x86-64}, {@code arm64} or {@code other}
     * @param durationSecs length of the audio in whole seconds; of a completed transcription only
     * @param modelId      a name of the catalog that ships with Earshot, else {@code other}; absent for a launch
     * @param gpuUsed      whether the model ran on a GPU; of a completed transcription only
     */
    public record TelemetryEvent(TelemetryEventType eventType, Instant timestamp, String appVersion, String os, String arch, Long durationSecs,
            String modelId, Boolean gpuUsed) {
    }

    /**
     * @param enabled whether the user has allowed it
     * @param ask     whether the user is to be asked: there was no answer yet, and a yes would have an effect
     * @param notice  why nothing is sent, as a sentence; absent where it is
     * @param example one event of each type, as this service would send them
     * @param pending the events of the next request; empty while nothing is sent
     */
    public record TelemetryState(boolean enabled, boolean ask, String notice, List<TelemetryEvent> example, List<TelemetryEvent> pending) {
        public TelemetryState {
            example = List.copyOf(example);
            pending = List.copyOf(pending);
        }
    }
}
