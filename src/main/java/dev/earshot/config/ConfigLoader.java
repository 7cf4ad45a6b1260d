package dev.earshot.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.earshot.bus.Fault;
import dev.earshot.bus.NearestWord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Puts a {@link Config} together: defaults, then the file, then the environment, then the command line; the later wins. What a
 * user changes while the service runs is a layer above these: {@link SettingsFile}.
 */
public final class ConfigLoader {

    private static final String PREFIX = "EARSHOT_";
    /** Variables that are no keys: the terminal's, the launcher's, the log's and telemetry's, and the mark of a process that the service has started. */
    private static final Set<String> OTHERS = Set.of("EARSHOT_API_KEY", "EARSHOT_CHILD_OF", "EARSHOT_CONFIG", "EARSHOT_JAVA_OPTS", "EARSHOT_LOG_LEVEL",
            "EARSHOT_NO_BUILD", "EARSHOT_PLAIN", "EARSHOT_TELEMETRY");
    /** What Kubernetes sets in every container beside a service of the name earshot. */
    private static final Pattern ORCHESTRATOR = Pattern.compile("EARSHOT_SERVICE_(HOST|PORT\\w*)|EARSHOT_PORT_\\d+_\\w+");

    /** Likewise, under the name of one of our own. */
    private static final Pattern LINK = Pattern.compile("EARSHOT_PORT=(tcp|udp|sctp)://.*");

    private ConfigLoader() {
    }

    /**
     * @param file  a YAML file, or empty for none
     * @param env   the environment; variables that begin with {@code EARSHOT_} and mean nothing are mistakes
     * @param flags keys of the command line, such as {@code port}, and their values
     * @throws Fault {@code bad-request} that names everything that is wrong at once
     */
    public static LayeredConfig load(Optional<Path> file, Map<String, String> env, Map<String, String> flags) {
        Config defaults = Config.defaults();
        Set<String> keys = Keys.values(defaults).keySet();
        List<String> problems = new ArrayList<>();
        Map<String, Keys.Value> values = new LinkedHashMap<>();
        file.ifPresent(path -> read(path, keys, values, problems));
        for (String key : keys) {
            String variable = Keys.variable(key);
            String text = env.get(variable);
            if (text != null && !text.isBlank() && !LINK.matcher(variable + "=" + text).matches()) {
                values.put(key, new Keys.Value(text, Keys.Layer.ENVIRONMENT, variable));
            }
        }
        unknown(env, keys, problems);
        flags.forEach((key, text) -> values.put(key, new Keys.Value(text, Keys.Layer.COMMAND_LINE, "command line")));

        Config config = Keys.bind(defaults, values, problems);
        problems.addAll(config.problems());
        if (!problems.isEmpty()) {
            throw Fault.badRequest("The configuration is not usable: " + String.join("; ", problems) + ".");
        }
        return LayeredConfig.of(config, values);
    }

    private static void unknown(Map<String, String> env, Set<String> keys, List<String> problems) {
        Set<String> known = new TreeSet<>(OTHERS);
        keys.forEach(key -> known.add(Keys.variable(key)));
        // What all of them begin with would make any two look alike.
        List<String> ends = known.stream().map(name -> name.substring(PREFIX.length())).toList();
        env.keySet().stream().sorted().filter(name -> name.startsWith(PREFIX) && !known.contains(name) && !env.get(name).isBlank()
                && !ORCHESTRATOR.matcher(name).matches()).forEach(name -> problems.add("the environment variable " + name + " means nothing here"
                + NearestWord.of(name.substring(PREFIX.length()), ends).map(near -> " (did you mean " + PREFIX + near + "?)").orElse("")));
    }

    private static void read(Path file, Set<String> keys, Map<String, Keys.Value> values, List<String> problems) {
        try {
            JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
            if (tree.isObject()) {
                flatten(tree, "", file, keys, values, problems);
            } else if (!tree.isMissingNode() && !tree.isNull()) {
                problems.add(file + " must hold keys and values");
            }
        } catch (JsonProcessingException e) {
            problems.add(file + " is not YAML: " + e.getOriginalMessage().lines().findFirst().orElse("")
                    + " (line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ")");
        } catch (NoSuchFileException e) {
            problems.add("there is no file " + file);
        } catch (IOException e) {
            problems.add(file + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void flatten(JsonNode tree, String prefix, Path file, Set<String> keys,
                                Map<String, Keys.Value> values, List<String> problems) {
        tree.properties().forEach(field -> {
            String key = prefix + field.getKey();
            JsonNode node = field.getValue();
            boolean level = keys.stream().anyMatch(known -> known.startsWith(key + "."));
            if (level && node.isObject()) {
                flatten(node, key + ".", file, keys, values, problems);
            } else if (keys.contains(key) && node.isValueNode()) {
                if (!node.isNull()) {
                    values.put(key, new Keys.Value(node.asText(), Keys.Layer.FILE, file.toString()));
                }
            } else if (level && node.isNull()) {
                return;
            } else {
                problems.add("'" + key + "' in " + file + (level || keys.contains(key) ? " has the wrong form" : " is no known key"
                        + NearestWord.of(key, keys).map(near -> " (did you mean '" + near + "'?)").orElse("")));
            }
        });
    }
}
