package dev.earshot.http;

import dev.earshot.downloads.DownloadMessages;
import dev.earshot.engine.EngineMessages;
import dev.earshot.jobs.JobMessages;
import dev.earshot.models.ModelMessages;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.system.SystemMessages;
import io.vertx.core.json.JsonObject;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What clients of the bridge may hear, and which of it is about the same thing. */
final class BridgeTopics {

    private static final Function<JsonObject, String> EACH = event -> null;
    private static final Function<JsonObject, String> BY_ID = event -> event.getString("id");
    private static final Function<JsonObject, String> BY_NODE = event -> event.getString("node");

    private static final Map<String, Function<JsonObject, String>> THINGS = Map.of(
            JobMessages.CHANGED.name(), BY_ID,
            JobMessages.SEGMENT.name(), EACH,
            ModelMessages.DECISION.name(), EACH,
            SystemMessages.MEMORY.name(), BY_NODE,
            SystemMessages.PRESSURE.name(), BY_NODE,
            SettingsMessages.CHANGED.name(), event -> "",
            DownloadMessages.PROGRESS.name(), BY_ID,
            EngineMessages.EVENT.name(), EACH,
            EngineMessages.WINDOW.name(), EACH);

    private BridgeTopics() {
    }

    static Set<String> names() {
        return THINGS.keySet();
    }

    /** What an event replaces while it has not been sent: an older one of the same key; null where it replaces none. */
    static String key(String topic, JsonObject event) {
        String thing = THINGS.get(topic).apply(event);
        return thing == null ? null : topic + ' ' + thing;
    }
}
