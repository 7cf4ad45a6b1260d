package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.bus.NearestWord;
import dev.earshot.config.KeepAlive;
import dev.earshot.models.ModelFolder.KnownModel;
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

/** Resolves the model and language of a request, or refuses it. Blocking. */
final class ModelChoice {

    /** OpenAI's own models, which its clients send unless configured otherwise; they stand for the default. */
    private static final Set<String> OPENAI_NAMES = Set.of("whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe",
            "gpt-4o-transcribe-diarize");

    private final ModelFolder folder;
    private final String defaultModel;

    /** @param defaultModel for requests that name none */
    ModelChoice(ModelFolder folder, String defaultModel) {
        this.folder = folder;
        this.defaultModel = defaultModel;
    }

    /** @throws Fault {@code model-not-found} or {@code bad-request} */
    ResolvedModel resolve(ResolveModel request) {
        if (request.keepAlive() != null && !request.keepAlive().isBlank()) {
            KeepAlive.parse(request.keepAlive());
        }
        KnownModel model = find(request.model());
        return new ResolvedModel(model.name(), language(request, model));
    }

    /** The name of a requested model in the catalog: the default where none is requested, or one of OpenAI's. */
    String canonicalName(String requested) {
        String name = requested == null || requested.isBlank() || OPENAI_NAMES.contains(requested.strip()) ? defaultModel : requested.strip();
        String canonical = ModelName.canonical(name);
        // An exact name takes precedence.
        return canonical.equals(name) || folder.find(name).isPresent() ? name : canonical;
    }

    /**
     * Which files of a model are missing, and where they can be downloaded from.
     *
     * @throws Fault {@code model-not-found}
     */
    EnsuredModel ensure(EnsureModel request) {
        KnownModel model = find(request.model());
        List<ModelSource> missing = folder.missing(model, request.verify());
        return missing.isEmpty() ? new EnsuredModel(model.name(), null, null, null)
                : new EnsuredModel(model.name(), missing.get(0), missing.subList(1, missing.size()), alternative(model));
    }

    /** The largest other model that is installed and knows the same languages; the bundled one, with its 92 words, only where there is no other. */
    private String alternative(KnownModel model) {
        return folder.all().stream().filter(other -> other.installed() && !other.name().equals(model.name()))
                .filter(other -> other.name().equals(Catalog.BUNDLED) || englishOnly(model) || !englishOnly(other))
                .max(Comparator.comparing((KnownModel other) -> !other.name().equals(Catalog.BUNDLED)).thenComparingLong(KnownModel::bytes))
                .map(ModelChoice::describe).orElse(null);
    }

    /** @throws Fault {@code model-not-found}, or {@code bad-model} where its files are damaged */
    ReadyFile prepare(String requested) {
        KnownModel model = installed(requested);
        return ReadyFile.of(folder.prepare(model), model);
    }

    /** @throws Fault {@code model-not-found}, naming the installed models */
    KnownModel installed(String requested) {
        KnownModel model = find(requested);
        if (!model.installed()) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "The model '" + model.name() + "' is not on this machine. Installed: " + installedNames()
                    + ". Download it with 'earshot pull " + model.name() + "', or name another model.");
        }
        return model;
    }

    /**
     * A model whose files can be removed.
     *
     * @throws Fault {@code model-not-found}, or {@code bad-request} where it is the bundled one or not in the models folder
     */
    KnownModel removable(String name) {
        KnownModel model = folder.find(name).orElseThrow(() -> new Fault(Fault.Code.MODEL_NOT_FOUND, "There is no model '" + name + "'."));
        if (!model.file().startsWith(folder.path())) {
            throw Fault.badRequest("The model '" + name + "' is not in the models folder; remove its file yourself.");
        }
        if (model.name().equals(Catalog.BUNDLED)) {
            throw Fault.badRequest("The model '" + name + "' is part of Earshot and cannot be removed.");
        }
        return model;
    }

    /** A model that is installed or can be downloaded. */
    private KnownModel find(String requested) {
        String name = canonicalName(requested);
        Optional<KnownModel> found = folder.find(name);
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

    /** A model with a similar name, or of which the name's first part is similar: micro.en for mikro. */
    private String suggestion(String name) {
        List<String> names = folder.all().stream().map(KnownModel::name).toList();
        return NearestWord.of(name, names).or(() -> NearestWord.of(name, names.stream().map(ModelChoice::size).toList())
                .flatMap(size -> names.stream().filter(each -> size(each).equals(size)).findFirst())).map(each -> " Did you mean '" + each + "'?").orElse("");
    }

    private static String size(String name) {
        return name.split("[.-]", 2)[0];
    }

    private String installedNames() {
        return folder.all().stream().filter(KnownModel::installed)
                .map(ModelChoice::describe).collect(Collectors.joining(", "));
    }

    /** Says of the bundled model what it cannot do, so that nobody tries it with ordinary speech. */
    private static String describe(KnownModel model) {
        return model.name().equals(Catalog.BUNDLED) ? model.name() + " (knows 92 words only)" : model.name();
    }

    private static String language(ResolveModel request, KnownModel model) {
        String requested = request.language() == null || request.language().isBlank() ? Language.AUTO : request.language();
        String language = Language.parse(requested).orElseThrow(() -> Fault.badRequest("'" + requested
                + "' is not a language that Whisper knows; give a code such as 'de', an English name such as 'german', or 'auto'."));
        if (!englishOnly(model)) {
            return language;
        }
        if (!language.equals(Language.AUTO) && !language.equals("en")) {
            throw Fault.badRequest("The model '" + model.name() + "' knows English only, not '" + requested + "'. Use a multilingual one.");
        }
        if (request.translate()) {
            throw Fault.badRequest("The model '" + model.name() + "' knows English only and cannot translate. Use a multilingual one.");
        }
        return "en";
    }

    static boolean englishOnly(KnownModel model) {
        if (model.entry() != null) {
            return model.entry().languages().equals("en");
        }
        return model.facts().englishOnly();
    }
}
