package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Empty;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Models;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

@Command(name = "models", mixinStandardHelpOptions = true, description = "Lists the models that are installed.",
        footer = {"", "Example:", "  earshot models"})
final class ModelsCommand implements Runnable {

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Models models;
        try (Service service = Service.terminal(options.load())) {
            models = Service.await(service.bus().request(ModelMessages.LIST, Empty.INSTANCE));
        }
        Table table = new Table("NAME", "SIZE", "LANGUAGES", "MEMORY", "NOTE");
        models.models().stream().filter(ModelMessages.Model::installed).forEach(model -> table.row(
                model.name() + (model.standard() ? " *" : ""), Table.megabytes(model.bytes()), model.languages(),
                model.memoryMb() == null ? "-" : model.memoryMb() + " MB", Table.or(model.note(), "")));
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        out.println("Folder: " + models.folder());
        models.models().stream().filter(model -> model.standard() && !model.installed()).forEach(model ->
                out.println("The default model '" + model.name() + "' is not installed: put " + model.file() + " into that folder."));
        out.flush();
    }
}
