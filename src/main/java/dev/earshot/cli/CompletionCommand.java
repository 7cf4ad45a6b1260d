package dev.earshot.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "completion", mixinStandardHelpOptions = true,
        description = "Prints a script with which a shell completes earshot's commands and options.",
        footer = {"", "Examples:", "  source <(earshot completion bash)                               in ~/.bashrc",
                "  source <(earshot completion zsh)                                in ~/.zshrc",
                "  earshot completion fish > ~/.config/fish/completions/earshot.fish"})
final class CompletionCommand implements Runnable {

    /** The script for bash works in zsh, too, by its bashcompinit. */
    enum Shell { bash, zsh, fish }

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine all = EarshotCommand.withAllCommands();
        spec.commandLine().getOut().print(shell == Shell.fish ? FishCompletion.of(all) : AutoComplete.bash("earshot", all));
        spec.commandLine().getOut().flush();
    }
}
