package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.models.ModelMessages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "rm", mixinStandardHelpOptions = true, description = "Removes a model's file from this machine, whole or half fetched.",
        footer = {"", "Example:", "  earshot rm medium"})
final class RemoveCommand implements Runnable {

    @Parameters(paramLabel = "NAME", description = "The model, as 'earshot models' names it.")
    private String name;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Service service = Service.terminal(options.load())) {
            Service.await(service.bus().request(ModelMessages.REMOVE, new ModelMessages.Remove(name)));
        }
        spec.commandLine().getOut().println(name + " is not on this disk any more.");
    }
}
