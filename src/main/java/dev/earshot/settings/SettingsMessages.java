package dev.earshot.settings;

import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Topic;
import dev.earshot.config.Setting;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What may be changed while the service runs. */
public final class SettingsMessages {

    /** Every setting, its value, and where that comes from. */
    public static final Address<Empty, CurrentSettings> GET = Address.json("earshot.settings.get", Empty.class, CurrentSettings.class);

    /**
     * Changes settings, all or none; they are in force and kept when this answers, with a notice where one has no effect. Fails with {@code
     * bad-request}, naming all that is wrong.
     */
    public static final Address<ChangeSettings, CurrentSettings> PUT = Address.json("earshot.settings.put", ChangeSettings.class, CurrentSettings.class);

    /** All settings, after some have changed. */
    public static final Topic<CurrentSettings> CHANGED = new Topic<>("earshot.settings.changed", CurrentSettings.class);

    private SettingsMessages() {
    }

    /** @param notice what a person should know of them, such as that their file was damaged, or absent */
    public record CurrentSettings(List<Setting> settings, String notice) {
        public CurrentSettings {
            settings = List.copyOf(settings);
        }
    }

    /**
     * @param values by key; null for what holds without the user: command line, environment, file or default
     * @param dryRun whether they are only checked, and nothing is changed; absent for false
     */
    public record ChangeSettings(Map<String, Object> values, Boolean dryRun) {
        public ChangeSettings {
            values = values == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        public ChangeSettings(Map<String, Object> values) {
            this(values, null);
        }
    }
}
