package dev.earshot.cli;

import dev.earshot.bus.NearestWord;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.ModelList;
import dev.earshot.models.ModelMessages.Recommended;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Models as text for people. Pure. */
final class ModelTable {

    /** By size; the user's own last. */
    private static final List<String> FAMILIES = List.of("tiny", "base", "small", "medium", "large", "turbo", "own");

    private ModelTable() {
    }

    /** @param all whether to include those that are not installed */
    static String of(ModelList models, boolean all) {
        Table table = new Table("FAMILY", "NAME", "HERE", "SIZE", "LANGUAGES", "MEMORY", "SHORT SPEECH", "NOTE");
        String last = null;
        for (Model model : models.models().stream().filter(model -> all || model.installed())
                .sorted(Comparator.comparingInt(model -> FAMILIES.indexOf(model.family()))).toList()) {
            table.row(model.family().equals(last) ? "" : model.family(), model.name() + (model.standard() ? " *" : ""), model.installed() ? "yes" : "no",
                    Table.megabytes(model.bytes()), model.languages(), model.memoryMb() == null ? "-" : model.memoryMb() + " MB",
                    model.shortSpeech() == null ? "-" : shortSpeech(model.shortSpeech()),
                    Boolean.FALSE.equals(model.fits()) ? "does not fit into this machine's memory" : Table.or(model.note(), ""));
            last = model.family();
        }
        StringBuilder text = new StringBuilder(table.toString());
        models.models().stream().filter(Model::standard).findFirst().ifPresent(model -> line(text, model.installed()
                ? "* is the default model."
                : "The default model '" + model.name() + "' is not installed yet; it is downloaded when it is first needed, or by 'earshot pull " + model.name()
                        + "'."));
        if (!models.recommended().isEmpty()) {
            line(text, "Recommended for this machine: " + models.recommended().stream().map(ModelTable::recommended).collect(Collectors.joining("; ")) + ".");
        }
        if (!all) {
            line(text, "'earshot models --all' also lists what can be downloaded.");
        }
        // A service does not tell clients its folder.
        if (models.folder() != null && Path.of(models.folder()).isAbsolute()) {
            line(text, "Folder: " + models.folder());
        }
        return text.toString();
    }

    private static String shortSpeech(ModelMessages.ShortSpeechView shown) {
        return shown.state().text().replace('-', ' ') + (shown.compared() == 0 ? "" : " (" + shown.agreed() + " of " + shown.compared() + ")");
    }

    /** The message for a name that no model has, listing the models without their quantised variants; empty where there is such a model. */
    static Optional<String> unknownModel(String name, ModelList models) {
        List<String> names = models.models().stream().map(Model::name).toList();
        String unquantised = names.stream().filter(each -> !each.contains("-q")).collect(Collectors.joining(", "));
        return names.contains(name) ? Optional.empty() : Optional.of("There is no model '" + name + "'." + NearestWord.question(name, names)
                + " There are " + unquantised + "; most also in smaller variants such as NAME-q5_1: 'earshot models --all' lists them.");
    }

    private static String recommended(Recommended model) {
        return model.use().name().toLowerCase(Locale.ROOT) + " " + model.model() + (model.installed() ? "" : " (not installed)")
                + (model.hourMinutes() == null ? "" : ", 1 h of audio in about " + model.hourMinutes() + " min");
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append(System.lineSeparator());
    }
}
