package dev.earshot.config;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Fault.KeyProblem;
import dev.earshot.bus.NearestWord;
import dev.earshot.speech.ModelName;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A configuration that knows where its values come from, and what of it a user has changed while it was in force. Immutable. */
public final class LayeredConfig {

    /** What can be changed without a restart. */
    private static final List<String> KEYS = List.of("models.default", "models.strategy", "models.keep_alive", "models.preload",
            "models.max_resident", "models.memory_budget_mb", "models.cpu_policy", "engine.short_speech",
            "system.warning_percent", "system.critical_percent", "dashboard.show_memory", "telemetry.enabled");

    private static final String STRATEGY = "models.strategy";
    private static final String KEEP_ALIVE = "models.keep_alive";

    private final Config base;
    private final Map<String, Keys.Layer> layers;
    private final Map<String, Object> user;
    private final Config config;

    private LayeredConfig(Config base, Map<String, Keys.Layer> layers, Map<String, Object> user, Config changed) {
        this.base = base;
        this.layers = layers;
        this.user = Collections.unmodifiableMap(user);
        // Who sets a keep_alive means it, unless a strategy was set too.
        this.config = isSet(KEEP_ALIVE) && !isSet(STRATEGY) ? changed.with(Map.of(STRATEGY, Config.Strategy.CUSTOM)) : changed;
    }

    /** A configuration of which nothing more is known. */
    public static LayeredConfig of(Config config) {
        return of(config, Map.of());
    }

    static LayeredConfig of(Config config, Map<String, Keys.Value> values) {
        Map<String, Keys.Layer> layers = new HashMap<>();
        Map<String, Object> defaults = Keys.values(Config.defaults());
        Map<String, Object> actual = Keys.values(config);
        // The file that comes with Earshot names every default; a key comes from a file only where its value differs.
        values.forEach((key, value) -> layers.put(key,
                value.layer() == Keys.Layer.FILE && actual.get(key).equals(defaults.get(key)) ? Keys.Layer.DEFAULT : value.layer()));
        return new LayeredConfig(config, layers, Map.of(), config);
    }

    private boolean isSet(String key) {
        return layer(key) != Keys.Layer.DEFAULT;
    }

    private Keys.Layer layer(String key) {
        return user.containsKey(key) ? Keys.Layer.USER : layers.getOrDefault(key, Keys.Layer.DEFAULT);
    }

    /** What somebody set and has no effect, as a sentence; empty where there is nothing such. */
    public Optional<String> unheeded() {
        Config.Models models = config.models();
        return isSet(KEEP_ALIVE) && models.strategy() != Config.Strategy.CUSTOM
                ? Optional.of("models.keep_alive (" + models.keepAlive() + ") has no effect, because models.strategy is "
                        + models.strategy().name().toLowerCase(Locale.ROOT) + ". Set models.strategy to custom for it to count.")
                : Optional.empty();
    }

    /** What holds, the user's changes included. */
    public Config config() {
        return config;
    }

    /** The user's own values by key. */
    Map<String, Object> user() {
        return user;
    }

    /** Everything that can be changed, as it is now. */
    public List<Setting> list() {
        Map<String, Object> values = Keys.values(config);
        return KEYS.stream().map(key -> {
            // A strategy that follows from keep_alive comes from where that does.
            String from = key.equals(STRATEGY) && !isSet(STRATEGY) ? KEEP_ALIVE : key;
            return new Setting(key, values.get(key), layer(from).text(), Keys.choices(config, key));
        }).toList();
    }

    /**
     * With changes by the user, all or none.
     *
     * @param changes values by key: text, numbers or truth values; null for what holds without the user
     * @throws Fault {@code bad-request} naming everything that is wrong
     */
    public LayeredConfig with(Map<String, ?> changes) {
        List<KeyProblem> problems = new ArrayList<>();
        Map<String, Object> changed = new LinkedHashMap<>(user);
        changes.forEach((key, value) -> {
            if (!KEYS.contains(key)) {
                problems.add(new KeyProblem(key, "cannot be changed while the service runs." + NearestWord.question(key, KEYS) + " These can: "
                        + String.join(", ", KEYS)));
            } else if (value == null) {
                changed.remove(key);
            } else if (key.equals("models.default") && ModelName.isPath(value.toString())) {
                problems.add(new KeyProblem(key, "must be the name of a model, not a path"));
            } else if (value instanceof String || value instanceof Boolean || value instanceof Integer) {
                changed.put(key, value);
            } else {
                problems.add(new KeyProblem(key, "must be text, a whole number up to " + Integer.MAX_VALUE + ", true or false"));
            }
        });
        Map<String, Keys.Value> values = new HashMap<>();
        changed.forEach((key, value) -> values.put(key, new Keys.Value(value.toString(), Keys.Layer.USER, "")));
        List<String> sentences = new ArrayList<>();
        Config result = Keys.bind(base, values, sentences);
        sentences.addAll(result.problems());
        // Each begins with its key.
        sentences.forEach(sentence -> problems.add(new KeyProblem(sentence.substring(0, sentence.indexOf(' ')),
                sentence.substring(sentence.indexOf(' ') + 1))));
        if (!problems.isEmpty()) {
            throw refused(Fault.Code.BAD_REQUEST, problems);
        }
        return new LayeredConfig(base, layers, changed, result);
    }

    /** The fault of a change that was refused. */
    public static Fault refused(Fault.Code code, List<KeyProblem> problems) {
        return new Fault(code, "Nothing was changed: " + problems.stream().map(KeyProblem::sentence).collect(Collectors.joining("; ")) + ".", problems);
    }
}
