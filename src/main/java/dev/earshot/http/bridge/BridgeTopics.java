package dev.earshot.http.bridge;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Json;
import dev.earshot.bus.Topic;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.engine.EngineMessages;
import dev.earshot.jobs.JobMessages;
import dev.earshot.models.DecisionMessages;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.system.SystemMessages;
import dev.earshot.updates.UpdateMessages;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The topics that clients of the bridge may subscribe to, and which events replace earlier ones. */
public final class BridgeTopics {

    /**
     * An event as it is sent.
     *
     * @param key   of the thing that it is about: a newer event replaces it while it has not been sent; null where none does
     * @param frame JSON text
     */
    record BridgeEvent(String address, String key, String frame) {
    }

    private record Frame(String type, String address, Object body) {
    }

    /** @param thing that an event is about, or null for one that nothing replaces */
    private record Channel<E>(Topic<E> topic, Function<E, String> thing) {

        void listen(Bus bus, Consumer<BridgeEvent> listener) {
            bus.subscribe(topic, event -> {
                String about = thing.apply(event);
                listener.accept(new BridgeEvent(topic.name(), about == null ? null : topic.name() + ' ' + about,
                        Json.write(new Frame("rec", topic.name(), event))));
            });
        }
    }

    private static final List<Channel<?>> CHANNELS = List.of(
            new Channel<>(JobMessages.CHANGED, JobMessages.Job::id),
            new Channel<>(JobMessages.SEGMENT, event -> null),
            new Channel<>(JobMessages.LOG, event -> null),
            new Channel<>(JobMessages.FORGOTTEN, event -> null),
            new Channel<>(DecisionMessages.DECISION, event -> null),
            new Channel<>(SystemMessages.MEMORY, SystemMessages.SystemReading::node),
            new Channel<>(SystemMessages.PRESSURE, SystemMessages.Pressure::node),
            new Channel<>(SettingsMessages.CHANGED, event -> ""),
            new Channel<>(DownloadMessages.PROGRESS, DownloadMessages.FetchProgress::id),
            new Channel<>(UpdateMessages.AVAILABLE, event -> ""),
            new Channel<>(UpdateMessages.PROGRESS, event -> ""),
            new Channel<>(EngineMessages.EVENT, event -> null),
            new Channel<>(EngineMessages.WINDOW, event -> null));

    private BridgeTopics() {
    }

    public static Set<String> names() {
        return CHANNELS.stream().map(channel -> channel.topic().name()).collect(Collectors.toSet());
    }

    /** Subscribes to all of them. */
    static void listen(Bus bus, Consumer<BridgeEvent> listener) {
        CHANNELS.forEach(channel -> channel.listen(bus, listener));
    }
}
