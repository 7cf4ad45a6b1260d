package dev.earshot.config;

import java.util.List;

/**
 * A key of the configuration that may be changed while the service runs.
 *
 * @param key     as in {@code conf/earshot.yaml}: {@code models.strategy}
 * @param value   text, whole number or truth value
 * @param source  what it comes from: {@code default}, {@code file}, {@code environment}, {@code command-line} or {@code user}
 * @param choices the values it may have, where they can be counted
 */
public record Setting(String key, Object value, String source, List<String> choices) {
    public Setting {
        choices = choices == null ? null : List.copyOf(choices);
    }
}
