package dev.earshot.models;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.engine.EngineMessages.EngineLibrary;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Requests to the models module, and its events. */
public final class ModelMessages {

    /**
     * Finds the model of a request and checks that it can be used so, without loading or downloading it. Fails with {@code model-not-found}, naming the
     * installed models, where it is neither installed nor can be downloaded, and with {@code bad-request}.
     */
    public static final Address<ResolveModel, ResolvedModel> RESOLVE =
            Address.json("earshot.models.resolve", ResolveModel.class, ResolvedModel.class);

    /**
     * Checks whether a model's files are installed; the answer says where missing ones can be downloaded. The jobs module, which alone starts
     * downloads, sends this for every job that needs a model, and again after each download. Fails like {@link #RESOLVE}.
     */
    public static final Address<EnsureModel, EnsuredModel> ENSURE = Address.json("earshot.models.ensure", EnsureModel.class, EnsuredModel.class);

    /**
     * Removes a model's files, complete or partly downloaded, after the requests that use it have ended. Fails with {@code model-not-found}, and with
     * {@code bad-request} while it is being downloaded, and where it is the bundled one or not in the models folder.
     */
    public static final Address<RemoveModel, Empty> REMOVE = Address.json("earshot.models.remove", RemoveModel.class, Empty.class);

    /**
     * Acquires a lease on a model, which is loaded if necessary, and stays in memory until {@link #RELEASE}, or until the lease has not been
     * renewed ({@link #RENEW}) for its lifetime. Fails like {@link #RESOLVE}, and with {@code bad-model}, {@code engine-unavailable},
     * {@code not-enough-memory} (for now) or {@code model-too-large} (for this machine or its settings) where it cannot be loaded.
     */
    public static final Address<AcquireModel, ModelLease> ACQUIRE =
            Address.json("earshot.models.<node>.acquire", AcquireModel.class, ModelLease.class);

    /** Renews leases. Their holder sends this well within their lifetime, as long as it uses their models. */
    public static final Address<RenewLeases, RenewedLeases> RENEW =
            Address.json("earshot.models.<node>.renew", RenewLeases.class, RenewedLeases.class);

    /** Releases a lease; the model is idle from the release of its last lease on. Releasing an unknown lease changes nothing. */
    public static final Address<ReleaseModel, Empty> RELEASE =
            Address.json("earshot.models.<node>.release", ReleaseModel.class, Empty.class);

    /** The models of the catalog and of the models folder. */
    public static final Address<Empty, ModelList> LIST = Address.json("earshot.models.list", Empty.class, ModelList.class);

    /** The models that are in memory or being loaded, since when, until when, and why. */
    public static final Address<Empty, ResidentList> PS = Address.json("earshot.models.ps", Empty.class, ResidentList.class);

    /** Loads a model that no request needs yet; answers when it is resident. Fails like {@link #ACQUIRE}. */
    public static final Address<LoadModel, ResidentView> LOAD = Address.json("earshot.models.load", LoadModel.class, ResidentView.class);

    /**
     * Unloads a model once its leases have been released; answers when its memory is free. Fails with
     * {@code model-not-found} where no model of that name is resident, and with {@code forbidden} where {@code models.strategy} is
     * {@code always}.
     */
    public static final Address<UnloadModel, Empty> UNLOAD = Address.json("earshot.models.unload", UnloadModel.class, Empty.class);

    private ModelMessages() {
    }

    /**
     * @param model     a name, a path to a ggml file, one of OpenAI's models such as {@code whisper-1}, or absent; the latter two stand for
     *                  the configured default
     * @param language  a code, an English name, {@code auto}, or absent
     * @param translate whether to translate to English
     * @param keepAlive as in {@link AcquireModel}, or absent; it is only validated
     */
    public record ResolveModel(String model, String language, boolean translate, String keepAlive) {
    }

    /**
     * @param model    the name that later requests use
     * @param language the code to give to the engine, {@code auto} included
     */
    public record ResolvedModel(String model, String language) {
    }

    /**
     * @param model  as in {@link ResolveModel}
     * @param verify whether to check the digests of installed files, which takes seconds; wrong ones count as missing
     */
    public record EnsureModel(String model, boolean verify) {
    }

    /**
     * @param model  its name
     * @param source its first file that has to be downloaded; absent where it is installed
     * @param others the other files that have to be downloaded; absent where there are none
     * @param instead the largest installed model with the same languages, described for people, in case the download fails; absent where there is
     *               none, and where the model is installed
     */
    public record EnsuredModel(String model, ModelSource source, List<ModelSource> others, String instead) {
        public EnsuredModel {
            others = others == null || others.isEmpty() ? null : List.copyOf(others);
        }

        /** All files that have to be downloaded. */
        public List<ModelSource> sources() {
            return Stream.concat(Stream.ofNullable(source), Stream.ofNullable(others).flatMap(List::stream)).toList();
        }
    }

    /**
     * @param file   the absolute path to download it to
     * @param sha256 64 lower-case hexadecimal digits
     */
    public record ModelSource(String url, String file, long bytes, String sha256) {
    }

    public record RemoveModel(String model) {
    }

    /**
     * @param model     a resolved name
     * @param keepAlive how long the model stays after this request: a duration ({@code 5m}, {@code 1h30m}, {@code 10s}),
     *                  seconds ({@code 300}), 0 to unload it immediately, negative to keep it; absent for what is configured
     * @param holder    the id of the job that uses it, shown to users
     */
    public record AcquireModel(String model, String keepAlive, String holder) {
    }

    /**
     * @param model  the model that was acquired: a smaller one than requested where {@code models.cpu_policy} has it substituted
     * @param notice for the user, about a substituted model, a {@code keep_alive} without effect, or critical memory; or absent
     * @param windowSeconds the longest window that this model recognises well; absent for 30
     * @param lifetimeMs milliseconds after the grant or the last renewal until the lease expires
     */
    public record ModelLease(String lease, String model, String notice, Integer windowSeconds, long lifetimeMs) {
    }

    /** @param leases of one holder, 1 or more */
    public record RenewLeases(List<String> leases) {
        public RenewLeases {
            leases = leases == null ? List.of() : List.copyOf(leases);
        }
    }

    /** @param expired leases that do not exist any more: their models may be unloaded */
    public record RenewedLeases(List<String> expired) {
        public RenewedLeases {
            expired = List.copyOf(expired);
        }
    }

    public record ReleaseModel(String lease) {
    }

    /**
     * @param name      by which requests name it
     * @param file      the file's name
     * @param installed whether it is on this node's disk
     * @param bytes     size of the file
     * @param family    tiny, base, small, medium, large, turbo, or own for models that are not Whisper's published ones
     * @param languages {@code en} or {@code multilingual}
     * @param memoryMb  the most resident memory that it needs while it transcribes, in MB (10^6 bytes); absent where unknown
     * @param idleMb    resident memory while it is idle, in MB; absent where unknown
     * @param standard  whether it is the configured default
     * @param fits      whether this machine has the memory for it; absent where that is unknown
     * @param note      what a user should know about it, or absent
     * @param loadMs    milliseconds that the last load took; absent until it is loaded for the first time since the service started
     * @param bundled   true for the model that is part of Earshot and cannot be removed; absent for others
     * @param shortSpeech how well it recognises short windows with a shortened audio context; absent where it is not installed
     */
    public record Model(String name, String file, boolean installed, long bytes, String family, String languages, Integer memoryMb,
                        Integer idleMb, ModelState state, boolean standard, Boolean fits, String note, Long loadMs, Boolean bundled,
                        ShortSpeechView shortSpeech) {
    }

    /**
     * @param folder      of the model files
     * @param recommended for this machine, the fastest first: three, or fewer on a small machine
     */
    public record ModelList(String folder, List<Model> models, List<Recommended> recommended) {
        public ModelList {
            models = List.copyOf(models);
            recommended = List.copyOf(recommended);
        }
    }

    /**
     * How well a model recognises short windows with a shortened audio context; {@code engine.short_speech} overrides it.
     *
     * @param compared short windows that were recognised again at full context for comparison, with older ones weighted less
     * @param agreed   those of them that had the same words
     * @param doubted  short windows with a doubtful result while the model was tested, so that they were recognised again at once
     */
    public record ShortSpeechView(ShortSpeechState state, int compared, int agreed, int doubted) {
    }

    /** Written with hyphens: {@code made-for-it}. */
    public enum ShortSpeechState {
        /** Short windows get a shortened context, and are recognised again at full context where the result is doubtful. */
        TRUSTED,
        /** Too few were compared: as for {@link #TRUSTED}, with a stricter test for doubtful results. */
        LEARNING,
        /** Too many differed: all windows get the full context. */
        NEVER,
        /** The model was trained with shortened contexts: its catalog entry has {@code short_context}. */
        MADE_FOR_IT;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What a model is recommended for. */
    public enum RecommendedUse { FAST, BALANCED, BEST }

    /**
     * @param hourMinutes approximate minutes that this machine takes for an hour of audio, by measurement; absent until there is one
     */
    public record Recommended(RecommendedUse use, String model, Integer hourMinutes, boolean installed) {
    }

    /**
     * @param state    loading, resident, busy or unloading
     * @param since    when it became resident, or when loading began
     * @param until    when it is unloaded unless it is used again; absent while it is busy, and where it is kept
     * @param reason   why it is in memory and when it is unloaded, as a sentence
     * @param requests leases at the moment
     * @param bytes    resident memory of its engine process; absent where it has no process of its own
     * @param pid      of that process
     * @param library  that runs it; absent while it is loading
     * @param notice   for the user who had it loaded, such as that it stays for less than requested; absent in a list
     */
    public record ResidentView(String name, ModelState state, Instant since, Instant until, String reason, int requests,
                           Long bytes, Long pid, EngineLibrary library, String notice) {

        ResidentView with(String newNotice) {
            return new ResidentView(name, state, since, until, reason, requests, bytes, pid, library, newNotice);
        }
    }

    public record ResidentList(List<ResidentView> models) {
        public ResidentList {
            models = List.copyOf(models);
        }
    }

    public record LoadModel(String model, String keepAlive) {
    }

    public record UnloadModel(String model) {
    }

    /** The state of a model. Written with hyphens: {@code on-disk}. */
    public enum ModelState {
        ABSENT, ON_DISK, LOADING, RESIDENT, BUSY, UNLOADING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
