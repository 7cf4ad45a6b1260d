package dev.earshot.config;

import dev.earshot.bus.Fault;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that can be configured, validated once. {@code conf/earshot.yaml} explains every key; a test keeps that file
 * and these defaults the same.
 *
 * @param data where models, jobs, uploads and temporary files live
 * @param host the address to listen on
 * @param port 0 to 65535; 0 lets the system choose
 */
public record Config(Path data, String host, int port, Http http, Audio audio, Engine engine, Models models, Jobs jobs,
                     Downloads downloads, Updates updates, Monitor system, Auth auth, Log log, Dashboard dashboard, Telemetry telemetry) {

    /**
     * @param maxUploadMb largest upload in MB (10^6 bytes), 1 or more
     * @param corsOrigins origins, separated by spaces, whose pages may use the API; empty for none
     * @param metrics     whether {@code GET /metrics} is there
     */
    public record Http(int maxUploadMb, String corsOrigins, boolean metrics) {
    }

    /**
     * @param ffmpeg        an ffmpeg executable to use; empty for the one that comes with Earshot, else the one on the PATH
     * @param windowSeconds longest window given to the engine, 5 to 30
     * @param stallSeconds  how long a decoder may go without giving audio before it is ended, 1 or more
     */
    public record Audio(String ffmpeg, int windowSeconds, int stallSeconds) {
    }

    /**
     * @param threads            native threads a window uses, 0 for as many as the JVM may use
     * @param shortSpeech        whether short windows are encoded only as far as they need
     * @param windowLimitSeconds how long one window may take before its process is ended, 1 or more
     * @param library            file of a whisper.cpp library, or the folder that holds it; empty for the packaged one
     * @param useGpu             whether that library may use a GPU
     * @param gpuDevice          which GPU, 0 or more
     */
    public record Engine(Isolation isolation, int threads, ShortSpeechSetting shortSpeech, int windowLimitSeconds, String library, boolean useGpu,
            int gpuDevice) {
    }

    /** {@code auto}: where the model has shown that it keeps its text; {@code always}: whatever it has shown; {@code off}: never. */
    public enum ShortSpeechSetting { AUTO, ALWAYS, OFF }

    /** Where the native model lives: a child process, or this JVM. */
    public enum Isolation { PROCESS, NONE }

    /**
     * @param defaultModel the model that is used where a request names none; its key is {@code models.default}
     * @param strategy    how long a model stays after its last request
     * @param keepAlive   that time under strategy {@code custom}, as in Ollama's keep_alive; where only this one is set, the strategy is custom
     * @param preload     what is loaded at start; under strategy {@code always} the default model is in any case
     * @param maxResident models that may stay in memory at once, 1 or more; a model in use is never unloaded for another
     * @param memoryBudgetMb MB that all models in memory may need together, 0 for no limit of their own
     * @param reserveMb   MB that loading a model leaves to the rest of the machine, 0 or more
     * @param cpuPolicy   what is done when the processor cannot keep up
     * @param onCritical  what is done while memory is critical
     * @param keepAliveMax the longest keep_alive that a request may have; empty for no limit
     */
    public record Models(String defaultModel, Strategy strategy, String keepAlive, Preload preload, int maxResident, int memoryBudgetMb,
                         int reserveMb, CpuPolicy cpuPolicy, OnCritical onCritical, String keepAliveMax) {
    }

    /** Batch work waits in either case. {@code protect}: what fits beside the reserve is loaded all the same; {@code refuse}: nothing is loaded. */
    public enum OnCritical { PROTECT, REFUSE }

    /** {@code off} nothing, {@code suggest} a smaller model is suggested, {@code auto} it is used. */
    public enum CpuPolicy { OFF, SUGGEST, AUTO }

    /** {@code auto} 5 minutes, {@code always} for good, {@code immediate} not at all, {@code custom} as configured. */
    public enum Strategy { AUTO, ALWAYS, IMMEDIATE, CUSTOM }

    /** {@code always}: the default model; {@code last_used}: those that were used last, as many as may stay. */
    public enum Preload { NEVER, ALWAYS, LAST_USED }

    /**
     * @param queueLimit jobs that may wait or run at once, 1 or more; beyond it a request gets {@code queue-full}
     * @param active     jobs whose files are open at once, 1 or more; their windows take turns
     * @param roots      folders that folder jobs may read and write, separated as in a PATH; empty for none
     * @param keepHours  how long ended jobs are kept, 0 or more
     * @param keepUploads whether their uploads are kept as long, instead of going with the job's end
     * @param keepFailedHours how long jobs that failed or were cancelled keep their uploads, to be done again, 0 or more
     */
    public record Jobs(int queueLimit, int active, String roots, int keepHours, boolean keepUploads, int keepFailedHours) {
    }

    /**
     * @param speedLimitMb MB (10^6 bytes) a second for all downloads together, 0 for no limit
     * @param stallSeconds how long a server may send nothing before the connection is given up, 1 or more
     * @param attempts     how often in a row a download may fail without having come further, 1 or more
     * @param proxy        the proxy for every download, such as {@code http://host:3128}; empty for what HTTPS_PROXY, HTTP_PROXY
     *                     and NO_PROXY say
     * @param endpoint     stands in the place of {@link #HUGGING_FACE} at the beginning of addresses; while it is that itself,
     *                     HF_ENDPOINT counts
     */
    public record Downloads(int speedLimitMb, int stallSeconds, int attempts, String proxy, String endpoint) {

        public static final String HUGGING_FACE = "https://huggingface.co";
    }

    /**
     * @param check   whether the feed is asked after the start and daily
     * @param feed    address of the releases, in the form of GitHub's API; empty for none
     * @param channel which releases are offered
     */
    public record Updates(boolean check, String feed, UpdateChannel channel) {
    }

    /** {@code beta}: pre-releases, too. */
    public enum UpdateChannel { STABLE, BETA }

    /**
     * How the machine is watched; its key is {@code system}.
     *
     * @param sampleSeconds   between samples, 1 to 60
     * @param warningPercent  of memory in use, from which on there is a warning, 10 to 99
     * @param criticalPercent from which on it is critical, more than the warning, to 100
     */
    public record Monitor(int sampleSeconds, int warningPercent, int criticalPercent) {
    }

    /**
     * @param keys     SHA-256 digests of the API keys, 64 hexadecimal digits each, separated by spaces
     * @param required whether there must be keys
     */
    public record Auth(String keys, Required required) {
    }

    /** {@code auto}: wherever other machines reach the service; {@code never}: not even there. Keys that there are are demanded. */
    public enum Required { AUTO, NEVER }

    /** @param format of the lines on stderr */
    public record Log(Format format) {

        /** For people, or a JSON object a line. */
        public enum Format { TEXT, JSON }
    }

    /** @param showMemory whether the dashboard shows memory in a small bar */
    public record Dashboard(boolean showMemory) {
    }

    /**
     * @param enabled  whether the user has allowed telemetry
     * @param endpoint the address that it is sent to; empty for none: nothing can be sent then
     */
    public record Telemetry(boolean enabled, String endpoint) {
    }

    private static final Map<String, String> EXAMPLES = Map.of("downloads.proxy", "http://host:3128",
            "updates.feed", "https://api.github.com/repos/OWNER/NAME/releases/latest",
            "telemetry.endpoint", "https://example.org/events");

    /** The defaults, as in {@code conf/earshot.yaml}. */
    public static Config defaults() {
        return new Config(Path.of(System.getProperty("user.home"), ".local", "share", "earshot"), "127.0.0.1", 8378,
                new Http(2000, "", true), new Audio("", 30, 30), new Engine(Isolation.PROCESS, 0, ShortSpeechSetting.AUTO, 600, "", true, 0),
                new Models("base", Strategy.AUTO, "5m", Preload.NEVER, 1, 0, 256, CpuPolicy.SUGGEST, OnCritical.PROTECT, ""),
                        new Jobs(256, 8, "", 168, false, 72),
                new Downloads(0, 30, 5, "", Downloads.HUGGING_FACE), new Updates(true, "", UpdateChannel.STABLE),
                new Monitor(5, 80, 90), new Auth("", Required.AUTO),
                new Log(Log.Format.TEXT), new Dashboard(true), new Telemetry(false, ""));
    }

    /** With some settings as they are now; those that are not known here, of a newer node, are left out. */
    public Config with(List<Setting> settings) {
        return Keys.bind(this, texts(settings.stream().collect(Collectors.toMap(Setting::key, Setting::value))), new ArrayList<>());
    }

    /**
     * With some values changed.
     *
     * @param values by key, as {@code conf/earshot.yaml} has them: {@code jobs.active}; their ranges are not checked
     * @throws IllegalArgumentException where a key does not exist or a value is of the wrong type
     */
    public Config with(Map<String, ?> values) {
        Set<String> keys = Keys.values(this).keySet();
        List<String> problems = new ArrayList<>(values.keySet().stream().filter(key -> !keys.contains(key)).map(key -> key + " is no key").toList());
        Config changed = Keys.bind(this, texts(values), problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return changed;
    }

    private static Map<String, Keys.Value> texts(Map<String, ?> values) {
        Map<String, Keys.Value> texts = new HashMap<>();
        values.forEach((key, value) -> texts.put(key, new Keys.Value(value.toString(), Keys.Layer.USER, "")));
        return texts;
    }

    /** Where uploads wait for their jobs: files in there belong to Earshot, and go away with them. */
    public Path uploads() {
        return data.resolve("uploads");
    }

    /** What is wrong, a sentence each that begins with its key; empty where nothing is. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        range(problems, "port", port, 0, 65535);
        range(problems, "http.max_upload_mb", http.maxUploadMb, 1, Integer.MAX_VALUE);
        range(problems, "audio.window_seconds", audio.windowSeconds, 5, 30);
        range(problems, "audio.stall_seconds", audio.stallSeconds, 1, 86_400);
        range(problems, "engine.threads", engine.threads, 0, 256);
        range(problems, "engine.window_limit_seconds", engine.windowLimitSeconds, 1, 86_400);
        range(problems, "engine.gpu_device", engine.gpuDevice, 0, 255);
        if (!engine.library.isEmpty() && !Path.of(engine.library).isAbsolute()) {
            problems.add("engine.library must be an absolute path, such as /usr/lib/libwhisper.so, not '" + engine.library + "'");
        }
        range(problems, "models.max_resident", models.maxResident, 1, 64);
        range(problems, "models.memory_budget_mb", models.memoryBudgetMb, 0, 10_000_000);
        range(problems, "models.reserve_mb", models.reserveMb, 0, 10_000_000);
        range(problems, "jobs.queue_limit", jobs.queueLimit, 1, 100_000);
        range(problems, "jobs.active", jobs.active, 1, 256);
        range(problems, "jobs.keep_hours", jobs.keepHours, 0, 1_000_000);
        range(problems, "jobs.keep_failed_hours", jobs.keepFailedHours, 0, 1_000_000);
        range(problems, "downloads.speed_limit_mb", downloads.speedLimitMb, 0, 100_000);
        range(problems, "downloads.stall_seconds", downloads.stallSeconds, 1, 86_400);
        range(problems, "downloads.attempts", downloads.attempts, 1, 1000);
        range(problems, "system.sample_seconds", system.sampleSeconds, 1, 60);
        range(problems, "system.warning_percent", system.warningPercent, 10, 99);
        range(problems, "system.critical_percent", system.criticalPercent, system.warningPercent + 1, 100);
        if (!auth.keys.matches("([0-9a-fA-F]{64}(\\s+|$))*")) {
            // Not repeated: it may be a key itself.
            problems.add("auth.keys must hold digests of 64 hexadecimal digits, separated by spaces; 'earshot key' makes a key and its digest");
        }
        for (String origin : http.corsOrigins.strip().split("\\s+")) {
            if (!origin.isEmpty() && !origin.matches("https?://[^/\\s]+")) {
                problems.add("http.cors_origins must hold origins such as https://example.org, separated by spaces, not '" + origin + "'");
            }
        }
        address(problems, "downloads.endpoint", downloads.endpoint, "https?");
        optionalAddress(problems, "updates.feed", updates.feed, "https?");
        optionalAddress(problems, "downloads.proxy", downloads.proxy, "http|socks5h?");
        optionalAddress(problems, "telemetry.endpoint", telemetry.endpoint, "https?");
        duration(problems, "models.keep_alive", models.keepAlive);
        if (!models.keepAliveMax.isBlank()) {
            duration(problems, "models.keep_alive_max", models.keepAliveMax);
        }
        if (!models.defaultModel.matches("\\P{Cntrl}*\\S\\P{Cntrl}*")) {
            problems.add("models.default must name a model");
        }
        if (host.isBlank()) {
            problems.add("host must be an address, such as 127.0.0.1");
        }
        return problems;
    }

    private static void range(List<String> problems, String key, long value, long least, long most) {
        if (value < least || value > most) {
            problems.add(key + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    private static void duration(List<String> problems, String key, String value) {
        try {
            KeepAlive.parse(value);
        } catch (Fault wrong) {
            problems.add(key + wrong.getMessage().substring("keep_alive".length()).replaceAll("\\.$", ""));
        }
    }

    private static void optionalAddress(List<String> problems, String key, String value, String schemes) {
        if (!value.isBlank()) {
            address(problems, key, value, schemes);
        }
    }

    private static void address(List<String> problems, String key, String value, String schemes) {
        try {
            URI uri = URI.create(value.strip());
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT).matches(schemes)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        // The value is not repeated: a proxy's address may hold a password.
        problems.add(key + " must be an address such as " + EXAMPLES.getOrDefault(key, Downloads.HUGGING_FACE));
    }
}
