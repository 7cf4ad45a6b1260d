package dev.earshot.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Completion for the fish shell (https://fishshell.com/docs/current/completions.html). Pure. */
final class FishCompletion {

    private final StringBuilder script = new StringBuilder("complete -c earshot -f\n");

    private FishCompletion() {
    }

    static String of(CommandLine earshot) {
        FishCompletion completion = new FishCompletion();
        commands(earshot).forEach((name, command) -> {
            completion.addCommand("__fish_use_subcommand", name, command.getCommandSpec());
            completion.addArguments("__fish_seen_subcommand_from " + name, command);
        });
        return completion.script.toString();
    }

    private void addArguments(String seen, CommandLine command) {
        Map<String, CommandLine> commands = commands(command);
        String names = String.join(" ", commands.keySet());
        commands.forEach((name, each) -> {
            addCommand(seen + "; and not __fish_seen_subcommand_from " + names, name, each.getCommandSpec());
            arguments(seen + "; and __fish_seen_subcommand_from " + name, each.getCommandSpec());
        });
        arguments(commands.isEmpty() ? seen : seen + "; and not __fish_seen_subcommand_from " + names, command.getCommandSpec());
    }

    private void arguments(String condition, CommandSpec spec) {
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String names = List.of(option.names()).stream()
                        .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1)).collect(Collectors.joining());
                line(condition, names + (option.arity().max() > 0 ? values(option) : "") + description(String.join(" ", option.description())));
            }
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (parameter.completionCandidates() != null || isFile(parameter)) {
                line(condition, values(parameter).replace(" -r", "").replace(" -x", ""));
            }
        }
    }

    /** Completes paths by files, other values by their candidates. */
    private static String values(ArgSpec argument) {
        if (isFile(argument)) {
            return " -r -F";
        }
        return argument.completionCandidates() == null ? " -x"
                : " -x -a '" + String.join(" ", argument.completionCandidates()) + "'";
    }

    private static boolean isFile(ArgSpec argument) {
        return argument.auxiliaryTypes()[0] == Path.class || argument.paramLabel().equals("FILE");
    }

    private void addCommand(String condition, String name, CommandSpec command) {
        line(condition, " -a " + name + description(String.join(" ", command.usageMessage().description())));
    }

    private void line(String condition, String rest) {
        script.append("complete -c earshot -n '").append(condition).append('\'').append(rest).append('\n');
    }

    private static String description(String text) {
        return " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static Map<String, CommandLine> commands(CommandLine parent) {
        Map<String, CommandLine> commands = new TreeMap<>(parent.getSubcommands());
        commands.values().removeIf(command -> command.getCommandSpec().usageMessage().hidden());
        return commands;
    }
}
