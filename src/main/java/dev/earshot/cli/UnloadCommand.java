package dev.earshot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

@Command(name = "unload", mixinStandardHelpOptions = true,
        description = "Takes a model out of a running service's memory, once the requests that use it have ended.",
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
        String path = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        server.connect().post("/api/models/" + path + "/unload");
        spec.commandLine().getOut().println(name + " is out of memory.");
    }
}
