package dev.earshot.cli;

import dev.earshot.bus.NearestWord;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.List;

/** Prints what is wrong with a command line in two lines, without the help, which would scroll them off the screen. */
final class UsageErrors {

    private UsageErrors() {
    }

    static int print(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        command.getErr().println("earshot: " + message(error));
        command.getErr().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return EarshotCommand.USAGE;
    }

    private static String message(ParameterException error) {
        if (!(error instanceof UnmatchedArgumentException unmatched) || unmatched.getUnmatched().isEmpty()) {
            return sentence(error.getMessage());
        }
        CommandSpec spec = error.getCommandLine().getCommandSpec();
        String word = unmatched.getUnmatched().get(0);
        boolean option = unmatched.isUnknownOption();
        boolean command = !option && !spec.subcommands().isEmpty() && spec.positionalParameters().isEmpty();
        List<String> known = option ? spec.options().stream().flatMap(each -> List.of(each.names()).stream()).toList()
                : command ? spec.subcommands().values().stream().filter(each -> !each.getCommandSpec().usageMessage().hidden())
                .map(CommandLine::getCommandName).toList() : List.of();
        String what = option ? "Unknown option '" : command ? "Unknown command '" : "Unexpected argument '";
        return what + word + "'." + NearestWord.question(option ? word.replaceFirst("=.*", "") : word, known);
    }

    private static String sentence(String text) {
        return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
    }
}
