package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Empty;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Models;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

@Command(name = "models", mixinStandardHelpOptions = true, description = "Lists the models that are installed, or all that are known.",
        footer = {"", "Examples:", "  earshot models", "  earshot models --all"})
final class ModelsCommand implements Runnable {

    @Option(names = "--all", description = "Also those that 'earshot pull' can fetch.")
    private boolean all;

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
        Table table = new Table("NAME", "HERE", "SIZE", "LANGUAGES", "MEMORY", "NOTE");
        models.models().stream().filter(model -> all || model.installed()).forEach(model -> table.row(
                model.name() + (model.standard() ? " *" : ""), model.installed() ? "yes" : "no", Table.megabytes(model.bytes()), model.languages(),
                model.memoryMb() == null ? "-" : model.memoryMb() + " MB", Boolean.FALSE.equals(model.fits()) ? "does not fit into this machine's memory" : Table.or(model.note(), "")));
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        out.println("Folder: " + models.folder());
        models.models().stream().filter(model -> model.standard() && !model.installed()).forEach(model ->
                out.println("The default model '" + model.name() + "' is not here yet; it is fetched when it is first needed, or by 'earshot pull " + model.name() + "'."));
        out.flush();
    }
}
