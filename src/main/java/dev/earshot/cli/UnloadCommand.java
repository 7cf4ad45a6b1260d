package dev.earshot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "unload", mixinStandardHelpOptions = true,
        description = "Unloads a model from a running service's memory, once the requests that use it have ended.",
        footer = {"", "Example:", "  earshot unload micro.en"})
final class UnloadCommand implements Runnable {

    @Parameters(paramLabel = "NAME", description = "The model, as 'earshot ps' names it.")
    private String name;

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        server.connect().post(RemoteService.path("/api/models", name, "unload"));
        spec.commandLine().getOut().println(name + " has been unloaded.");
    }
}
