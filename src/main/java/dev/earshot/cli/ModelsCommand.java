package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Json;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.ModelList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Optional;

@Command(name = "models", mixinStandardHelpOptions = true, description = "Lists the models that are installed, or all that are known.",
        footer = {"", "Examples:", "  earshot models", "  earshot models --all", "  earshot models --all --json"})
final class ModelsCommand implements Runnable {

    @Option(names = "--all", description = "Include models that can be downloaded.")
    private boolean all;

    @Option(names = "--json", description = "As JSON, always with all models.")
    private boolean json;

    @Mixin
    private LocalOption where;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        String answer = answer();
        if (json) {
            Table.json(out, answer);
        } else {
            out.print(ModelTable.of(Json.read(answer, ModelList.class), all));
            out.flush();
        }
    }

    private String answer() {
        Optional<RemoteService> running = where.service(spec.commandLine().getErr());
        if (running.isPresent()) {
            return running.get().get("/api/models");
        }
        try (Service service = Service.terminal(where.config())) {
            return Json.write(Service.await(service.bus().request(ModelMessages.LIST, Empty.INSTANCE)));
        }
    }
}
