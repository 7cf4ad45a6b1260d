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
     * Which model a request means, and whether it can be used as asked, without loading or fetching anything; one that can be
     * fetched is as good as one that is there. Fails with {@code model-not-found} (naming what is there) or {@code bad-request}.
     */
    public static final Address<ResolveModel, ResolvedModel> RESOLVE =
            Address.json("earshot.models.resolve", ResolveModel.class, ResolvedModel.class);

    /**
     * Whether a model's files are on this machine, and where those can be fetched from that are not. The jobs module, which alone starts
     * downloads, asks this for every job that needs a model, and again after each download. Fails like {@link #RESOLVE}.
     */
    public static final Address<EnsureModel, EnsuredModel> ENSURE = Address.json("earshot.models.ensure", EnsureModel.class, EnsuredModel.class);

    /**
     * Removes a model's file, and what there is of a download of it, after the requests that use it have ended. Fails with
     * {@code model-not-found}, and with {@code bad-request} while it is being downloaded or where it is not ours to remove.
     */
    public static final Address<RemoveModel, Empty> REMOVE = Address.json("earshot.models.remove", RemoveModel.class, Empty.class);

    /**
     * Takes a lease on a model for a request: loads it if need be, and keeps it until {@link #RELEASE}, or until the lease was not
     * renewed ({@link #RENEW}) for its lifetime. Fails like {@link #RESOLVE}, and with {@code bad-model}, {@code engine-unavailable},
     * {@code not-enough-memory} (now) or {@code model-too-large} (ever) where it cannot be loaded.
     */
    public static final Address<AcquireModel, ModelLease> ACQUIRE =
            Address.json("earshot.models.<node>.acquire", AcquireModel.class, ModelLease.class);

    /** Renews leases: the sign of life of their holder, who sends it well within their lifetime, as long as it uses their models. */
    public static final Address<RenewLeases, RenewedLeases> RENEW =
            Address.json("earshot.models.<node>.renew", RenewLeases.class, RenewedLeases.class);

    /** Ends a lease; the idle clock starts when the last one of a model ends. One that is not held changes nothing. */
    public static final Address<ReleaseModel, Empty> RELEASE =
            Address.json("earshot.models.<node>.release", ReleaseModel.class, Empty.class);

    /** The models of the catalog and of the models folder. */
    public static final Address<Empty, ModelList> LIST = Address.json("earshot.models.list", Empty.class, ModelList.class);

    /** What is resident (or becoming so), since when, until when, and why. */
    public static final Address<Empty, ResidentList> PS = Address.json("earshot.models.ps", Empty.class, ResidentList.class);

    /** Loads a model without a request that needs it; answers when it is resident. */
    public static final Address<LoadModel, ResidentView> LOAD = Address.json("earshot.models.load", LoadModel.class, ResidentView.class);

    /**
     * Unloads a model once the requests that hold it have ended; answers when its memory is free. Fails with
     * {@code model-not-found} where no model of that name is resident, and with {@code forbidden} where {@code models.strategy} is
     * {@code always}.
     */
    public static final Address<UnloadModel, Empty> UNLOAD = Address.json("earshot.models.unload", UnloadModel.class, Empty.class);

    private ModelMessages() {
    }

    /**
     * @param model     a name, a path to a ggml file, a habitual name of OpenAI's such as {@code whisper-1}, or absent for
     *                  the configured default
     * @param language  a code, an English name, {@code auto}, or absent
     * @param translate whether to translate to English
     * @param keepAlive as in Ollama, or absent: checked here, used in {@link AcquireModel}
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
     * @param verify whether a file that is there counts only if its digest is right: it is read for that, which takes seconds
     */
    public record EnsureModel(String model, boolean verify) {
    }

    /**
     * @param model  its name
     * @param source where to fetch it from; absent where it is there
     * @param others its other files that have to be fetched, too; absent where there are none
     * @param instead the best other model that is there and knows as many languages, in words for people, for where it cannot be fetched; absent where
     *               there is none, and where it is there
     */
    public record EnsuredModel(String model, ModelSource source, List<ModelSource> others, String instead) {
        public EnsuredModel {
            others = others == null || others.isEmpty() ? null : List.copyOf(others);
        }

        /** All files of it that have to be fetched. */
        public List<ModelSource> sources() {
            return Stream.concat(Stream.ofNullable(source), Stream.ofNullable(others).flatMap(List::stream)).toList();
        }
    }

    /**
     * @param file   where it is to lie, an absolute path
     * @param sha256 64 lower-case hexadecimal digits
     */
    public record ModelSource(String url, String file, long bytes, String sha256) {
    }

    public record RemoveModel(String model) {
    }

    /**
     * @param model     a resolved name
     * @param keepAlive how long the model stays after this request: a duration ({@code 5m}, {@code 1h30m}, {@code 10s}),
     *                  seconds ({@code 300}), 0 to unload at once, negative to keep it; absent for the strategy's own
     * @param holder    who holds it, for people: a job's id
     */
    public record AcquireModel(String model, String keepAlive, String holder) {
    }

    /**
     * @param model  the one that is held: a smaller one than was asked for, where {@code models.cpu_policy} says so
     * @param notice what a person should know of that, or of a keep_alive that has no effect, or of memory that is critical; or absent
     * @param windowSeconds of audio that this model recognises well at once; absent for 30
     * @param lifetimeMs milliseconds, from the grant or the last renewal on, after which the lease may expire
     */
    public record ModelLease(String lease, String model, String notice, Integer windowSeconds, long lifetimeMs) {
    }

    /** @param leases of one holder, 1 or more */
    public record RenewLeases(List<String> leases) {
        public RenewLeases {
            leases = leases == null ? List.of() : List.copyOf(leases);
        }
    }

    /** @param expired those that are not held any more: their models may leave */
    public record RenewedLeases(List<String> expired) {
        public RenewedLeases {
            expired = List.copyOf(expired);
        }
    }

    public record ReleaseModel(String lease) {
    }

    /**
     * @param name      the name to ask for it by
     * @param file      the file's name
     * @param installed whether it is on this node's disk
     * @param bytes     size of the file
     * @param family    tiny, base, small, medium, large, turbo, or own for what is none of Whisper's published models
     * @param languages {@code en} or {@code multilingual}
     * @param memoryMb  resident memory while it is at work, at most, in MB (10^6 bytes); absent where unknown
     * @param idleMb    resident memory while it waits, likewise
     * @param standard  whether it is the configured default
     * @param fits      whether this machine has the memory for it; absent where that is unknown
     * @param note      what a person should know of it, or absent
     * @param loadMs    milliseconds that it took to load when it was last loaded, since the service began; absent until then
     * @param bundled   true for the model that is a part of Earshot and cannot be deleted; absent for others
     * @param shortSpeech how it does with short windows of which only what they need is encoded; absent where it is not installed
     */
    public record Model(String name, String file, boolean installed, long bytes, String family, String languages, Integer memoryMb,
                        Integer idleMb, ModelState state, boolean standard, Boolean fits, String note, Long loadMs, Boolean bundled,
                        ShortSpeechView shortSpeech) {
    }

    /**
     * @param folder      where model files are put
     * @param recommended what suits this machine, the fastest first: three, or fewer where it is small
     */
    public record ModelList(String folder, List<Model> models, List<Recommended> recommended) {
        public ModelList {
            models = List.copyOf(models);
            recommended = List.copyOf(recommended);
        }
    }

    /**
     * What a model has shown of short windows; {@code engine.short_speech} overrules it.
     *
     * @param compared short windows that were recognised again at full context, the older ones counting less
     * @param agreed   of these: those with the same words
     */
    public record ShortSpeechView(ShortSpeechState state, int compared, int agreed) {
    }

    /** Written with hyphens: {@code made-for-it}. */
    public enum ShortSpeechState {
        /** It keeps its words: short windows are encoded as far as they need, and again whole where the answer is in doubt. */
        TRUSTED,
        /** Too little is known: likewise, but in the slightest doubt. */
        LEARNING,
        /** It does not: each window is encoded whole. */
        NEVER,
        /** Its catalog entry says {@code short_context}. */
        MADE_FOR_IT;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What a model is recommended for. */
    public enum RecommendedUse { FAST, BALANCED, BEST }

    /**
     * @param hourMinutes minutes that this machine takes for an hour of audio, about, from what was measured here; absent until then
     */
    public record Recommended(RecommendedUse use, String model, Integer hourMinutes, boolean installed) {
    }

    /**
     * @param state    loading, resident, busy or unloading
     * @param since    when it became resident, or when loading began
     * @param until    when it leaves if nothing more asks for it; absent while it is busy and where it stays
     * @param reason   why it is here and when it leaves, as a sentence
     * @param requests holds at the moment
     * @param bytes    resident memory of the engine process that holds it; absent where that cannot be told apart
     * @param pid      that process
     * @param library  that does its work; absent while it is loading
     * @param notice   for the person who had it loaded, such as that it stays for less than was asked for; absent in a list
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

    /** Where a model is. Written with hyphens: {@code on-disk}. */
    public enum ModelState {
        ABSENT, ON_DISK, LOADING, RESIDENT, BUSY, UNLOADING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
