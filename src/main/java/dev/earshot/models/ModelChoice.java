package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.bus.NearestWord;
import dev.earshot.config.KeepAlive;
import dev.earshot.models.ModelFolder.Found;
import dev.earshot.models.ModelMessages.EnsureModel;
import dev.earshot.models.ModelMessages.EnsuredModel;
import dev.earshot.models.ModelMessages.ModelSource;
import dev.earshot.models.ModelMessages.ResolveModel;
import dev.earshot.models.ModelMessages.ResolvedModel;
import dev.earshot.speech.Language;
import dev.earshot.speech.ModelName;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which model and language a request means, or why it cannot be done. */
final class ModelChoice {

    /** Names that OpenAI's clients send by habit; they mean the configured default. */
    private static final Set<String> HABITUAL = Set.of("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe",
            "gpt-4o-transcribe-diarize");

    private final ModelFolder folder;
    private final String defaultModel;

    /** @param standard the model that is meant where none is named */
    ModelChoice(ModelFolder folder, String standard) {
        this.folder = folder;
        this.defaultModel = standard;
    }

    /** @throws Fault {@code model-not-found} or {@code bad-request} */
    ResolvedModel resolve(ResolveModel request) {
        if (request.keepAlive() != null && !request.keepAlive().isBlank()) {
            KeepAlive.parse(request.keepAlive());
        }
        Found model = find(request.model());
        return new ResolvedModel(model.name(), language(request, model));
    }

    /** The model that a request names: the default where it names none, or one of OpenAI's. */
    String canonicalName(String asked) {
        String name = asked == null || asked.isBlank() || HABITUAL.contains(asked.strip()) ? defaultModel : asked.strip();
        String here = ModelName.canonical(name);
        // What is really called so comes first.
        return here.equals(name) || folder.find(name).isPresent() ? name : here;
    }

    /**
     * Whether a model is there, and where what is not can be had.
     *
     * @throws Fault {@code model-not-found}
     */
    EnsuredModel ensure(EnsureModel request) {
        Found model = find(request.model());
        List<ModelSource> missing = folder.missing(model, request.verify());
        return missing.isEmpty() ? new EnsuredModel(model.name(), null, null, null)
                : new EnsuredModel(model.name(), missing.get(0), missing.subList(1, missing.size()), instead(model));
    }

    /** The best other model that is there; the bundled one, which knows so little, only where there is no other. */
    private String instead(Found model) {
        return folder.all().stream().filter(other -> other.installed() && !other.name().equals(model.name()))
                .filter(other -> other.name().equals(Catalog.BUNDLED) || englishOnly(model) || !englishOnly(other))
                .max(Comparator.comparing((Found other) -> !other.name().equals(Catalog.BUNDLED)).thenComparingLong(Found::bytes))
                .map(ModelChoice::describe).orElse(null);
    }

    /** @throws Fault {@code model-not-found}, or {@code bad-model} where its files are not what they should be */
    ReadyFile ready(String asked) {
        Found model = installed(asked);
        return ReadyFile.of(folder.ready(model), model);
    }

    /** @throws Fault {@code model-not-found} that names what is there */
    Found installed(String asked) {
        Found model = find(asked);
        if (!model.installed()) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "The model '" + model.name() + "' is not on this machine. Installed: " + installedNames()
                    + ". Fetch it with 'earshot pull " + model.name() + "', or name another model.");
        }
        return model;
    }

    /**
     * A model whose file can be removed.
     *
     * @throws Fault {@code model-not-found}, or {@code bad-request} where it is not ours to remove
     */
    Found removable(String name) {
        Found model = folder.find(name).orElseThrow(() -> new Fault(Fault.Code.MODEL_NOT_FOUND, "There is no model '" + name + "'."));
        if (!model.file().startsWith(folder.path())) {
            throw Fault.badRequest("The model '" + name + "' lies outside of the models folder; remove it yourself.");
        }
        if (model.name().equals(Catalog.BUNDLED)) {
            throw Fault.badRequest("The model '" + name + "' is a part of Earshot; it would come back.");
        }
        return model;
    }

    /** A model that is there or can be fetched. */
    private Found find(String asked) {
        String name = canonicalName(asked);
        Optional<Found> found = folder.find(name);
        if (found.isPresent() && (found.get().installed() || found.get().entry().fetchable())) {
            return found.get();
        }
        String where = found.isPresent()
                ? "Put " + found.get().file().getFileName() + " into the models folder, or name another model."
                : "Name one of these or one that can be downloaded ('earshot models --all', GET /api/models), or put a model's file,"
                        + " ggml-NAME.bin, into the models folder.";
        throw new Fault(Fault.Code.MODEL_NOT_FOUND, (found.isPresent() ? "The model '" + name + "' is not on this machine. "
                : "There is no model '" + name + "'." + suggestion(name) + " ") + "Installed: " + installedNames() + ". " + where);
    }

    /** What is meant may be called like it, or begin so: micro.en for mikro. */
    private String suggestion(String name) {
        List<String> names = folder.all().stream().map(Found::name).toList();
        return NearestWord.of(name, names).or(() -> NearestWord.of(name, names.stream().map(ModelChoice::size).toList())
                .flatMap(size -> names.stream().filter(each -> size(each).equals(size)).findFirst())).map(each -> " Did you mean '" + each + "'?").orElse("");
    }

    private static String size(String name) {
        return name.split("[.-]", 2)[0];
    }

    private String installedNames() {
        return folder.all().stream().filter(Found::installed)
                .map(ModelChoice::describe).collect(Collectors.joining(", "));
    }

    /** Nobody is to be sent to the bundled model with real speech. */
    private static String describe(Found model) {
        return model.name().equals(Catalog.BUNDLED) ? model.name() + " (knows 92 words only)" : model.name();
    }

    private static String language(ResolveModel request, Found model) {
        String asked = request.language() == null || request.language().isBlank() ? Language.AUTO : request.language();
        String language = Language.parse(asked).orElseThrow(() -> Fault.badRequest("'" + asked
                + "' is no language that Whisper knows; give a code such as 'de', an English name such as 'german', or 'auto'."));
        if (!englishOnly(model)) {
            return language;
        }
        if (!language.equals(Language.AUTO) && !language.equals("en")) {
            throw Fault.badRequest("The model '" + model.name() + "' knows English only, not '" + asked + "'. Use a multilingual one.");
        }
        if (request.translate()) {
            throw Fault.badRequest("The model '" + model.name() + "' knows English only and cannot translate. Use a multilingual one.");
        }
        return "en";
    }

    static boolean englishOnly(Found model) {
        if (model.entry() != null) {
            return model.entry().languages().equals("en");
        }
        // A file that no catalog knows tells by itself.
        return model.facts().englishOnly();
    }
}
