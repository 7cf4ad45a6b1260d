package dev.earshot.cli;

import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.Models;

/** Models as text for people. Pure. */
final class ModelTable {

    private ModelTable() {
    }

    /** @param all also those that are not installed */
    static String of(Models models, boolean all) {
        Table table = new Table("NAME", "HERE", "SIZE", "LANGUAGES", "MEMORY", "NOTE");
        models.models().stream().filter(model -> all || model.installed()).forEach(model -> table.row(
                model.name() + (model.standard() ? " *" : ""), model.installed() ? "yes" : "no", Table.megabytes(model.bytes()), model.languages(),
                model.memoryMb() == null ? "-" : model.memoryMb() + " MB",
                Boolean.FALSE.equals(model.fits()) ? "does not fit into this machine's memory" : Table.or(model.note(), "")));
        StringBuilder text = new StringBuilder(table.toString());
        if (models.folder() != null) {
            line(text, "Folder: " + models.folder());
        }
        models.models().stream().filter(Model::standard).findFirst().ifPresent(model -> line(text, model.installed()
                ? "* is the default: what is used where no model is named."
                : "The default model '" + model.name() + "' is not here yet; it is downloaded when it is first needed, or by 'earshot pull " + model.name() + "'."));
        if (!all) {
            line(text, "'earshot models --all' also lists what can be downloaded.");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append(System.lineSeparator());
    }
}
