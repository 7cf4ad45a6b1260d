package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.models.ModelMessages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Optional;

@Command(name = "rm", mixinStandardHelpOptions = true, description = "Removes a model's files from this machine, complete or partly downloaded.",
        footer = {"", "Example:", "  earshot rm medium"})
final class RemoveCommand implements Runnable {

    @Parameters(paramLabel = "NAME", description = "The model, as 'earshot models' names it.")
    private String name;

    @Mixin
    private LocalOption where;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Optional<RemoteService> running = where.service(spec.commandLine().getErr());
        if (running.isPresent()) {
            running.get().delete(RemoteService.path("/api/models", name));
        } else {
            try (Service service = Service.terminal(where.config())) {
                Service.await(service.bus().request(ModelMessages.REMOVE, new ModelMessages.RemoveModel(name)));
            }
        }
        spec.commandLine().getOut().println(name + " has been removed.");
    }
}
