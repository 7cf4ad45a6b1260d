package dev.earshot.config;

import java.lang.reflect.RecordComponent;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The dotted keys of {@link Config} and the text of their values, in both directions. A record component is a key in
 * snake_case; a record inside is a level.
 */
final class Keys {

    /** Where values come from; the later wins. */
    enum Layer {
        DEFAULT, FILE, ENVIRONMENT, COMMAND_LINE, USER;

        /** As {@link Setting} has it. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @param place where exactly it was found, for messages; empty where that goes without saying */
    record Value(String text, Layer layer, String place) {
    }

    private static final Map<String, String> RENAMED = Map.of("default_model", "default");

    /** It was a truth value once, and YAML takes "off" for one. */
    private static final Map<String,
            Config.ShortSpeechSetting> FORMER = Map.of("true", Config.ShortSpeechSetting.AUTO, "yes", Config.ShortSpeechSetting.AUTO, "on",
            Config.ShortSpeechSetting.AUTO, "false", Config.ShortSpeechSetting.OFF, "no", Config.ShortSpeechSetting.OFF);

    private Keys() {
    }

    /** Every key with its value (text, a whole number or a truth value), in alphabetical order. */
    static Map<String, Object> values(Record record) {
        Map<String, Object> values = new TreeMap<>();
        collect(record, "", values);
        return values;
    }

    /** The environment variable of a key: {@code engine.isolation} is {@code EARSHOT_ENGINE_ISOLATION}. */
    static String variable(String key) {
        return "EARSHOT_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** The defaults with some values replaced; what does not fit is added to {@code problems}. */
    static Config bind(Config defaults, Map<String, Value> values, List<String> problems) {
        return (Config) bind(defaults, "", values, problems);
    }

    private static void collect(Record record, String prefix, Map<String, Object> values) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String key = prefix + key(component);
            Object value = get(record, component);
            if (value instanceof Record inner) {
                collect(inner, key + ".", values);
            } else {
                values.put(key, value instanceof Enum<?> e ? name(e) : value instanceof Path ? value.toString() : value);
            }
        }
    }

    private static Record bind(Record defaults, String prefix, Map<String, Value> values, List<String> problems) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        List<Object> bound = new ArrayList<>();
        for (RecordComponent component : components) {
            String key = prefix + key(component);
            Object fallback = get(defaults, component);
            if (fallback instanceof Record inner) {
                bound.add(bind(inner, key + ".", values, problems));
            } else if (values.containsKey(key)) {
                bound.add(parse(key, values.get(key), component.getType(), fallback, problems));
            } else {
                bound.add(fallback);
            }
        }
        try {
            Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return defaults.getClass().getDeclaredConstructor(types).newInstance(bound.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object parse(String key, Value value, Class<?> type, Object fallback, List<String> problems) {
        String text = value.text().strip();
        if (type == int.class) {
            try {
                return Integer.parseInt(text.replace("_", ""));
            } catch (NumberFormatException e) {
                return wrong(key, value, "a whole number", fallback, problems);
            }
        }
        if (type == boolean.class) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on" -> true;
                case "false", "no", "off" -> false;
                default -> wrong(key, value, "true or false", fallback, problems);
            };
        }
        if (type.isEnum()) {
            List<String> names = choices(type);
            if (type == Config.ShortSpeechSetting.class && FORMER.containsKey(text.toLowerCase(Locale.ROOT))) {
                return FORMER.get(text.toLowerCase(Locale.ROOT));
            }
            int at = names.indexOf(text.toLowerCase(Locale.ROOT).replace('-', '_'));
            return at >= 0 ? type.getEnumConstants()[at]
                    : wrong(key, value, "one of " + String.join(", ", names), fallback, problems);
        }
        if (type != Path.class) {
            return text;
        }
        try {
            return path(text);
        } catch (InvalidPathException e) {
            return wrong(key, value, "a path in characters of this terminal's locale (LANG=C.UTF-8 knows all)", fallback, problems);
        }
    }

    private static Object wrong(String key, Value value, String wanted, Object fallback, List<String> problems) {
        problems.add(key + " must be " + wanted + ", not '" + value.text() + "'" + (value.place().isEmpty() ? "" : " (" + value.place() + ")"));
        return fallback;
    }

    /** The values that a key may have, or null where they cannot be counted. */
    static List<String> choices(Record record, String key) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = key(component);
            if (key.equals(name)) {
                return component.getType().isEnum() ? choices(component.getType()) : null;
            }
            if (key.startsWith(name + ".") && get(record, component) instanceof Record inner) {
                return choices(inner, key.substring(name.length() + 1));
            }
        }
        return null;
    }

    private static List<String> choices(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(constant -> name((Enum<?>) constant)).toList();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A path as people write it, {@code ~} included. */
    private static Path path(String text) {
        return (text.equals("~") || text.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), text.substring(1)) : Path.of(text)).toAbsolutePath().normalize();
    }

    private static String key(RecordComponent component) {
        String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return RENAMED.getOrDefault(name, name);
    }

    private static Object get(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
