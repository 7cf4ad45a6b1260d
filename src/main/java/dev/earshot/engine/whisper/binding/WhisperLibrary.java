package dev.earshot.engine.whisper.binding;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A library with whisper.cpp's C API, opened by JNA, and proven to be laid out as is known here. Pointers are longs: it is bound on 64-bit platforms
 * only. One thread at a time may use all that comes from it.
 */
public final class WhisperLibrary {

    /** Of whisper.cpp in whisper-jni, which does not tell it. */
    public static final String PACKAGED_VERSION = WhisperLayout.V1_7.version();

    /** {@code RTLD_LAZY | RTLD_LOCAL} of dlfcn.h: two libraries that both had these symbols for all would call into each other. */
    private static final int LAZY_AND_LOCAL = Platform.isMac() ? 5 : 1;

    /** {@code ggml_backend_dev_type} of ggml-backend.h, where integrated GPUs are new since 1.7. */
    private static final int CPU = 0;
    private static final int GPU = 1;
    private static final int INTEGRATED_GPU = 2;

    private final Path file;
    private final NativeLibrary library;
    private final Map<String, Function> functions = new HashMap<>();
    private final String version;
    private final WhisperLayout layout;

    private WhisperLibrary(Path file) throws UnfitLibrary {
        this.file = file;
        library = NativeLibrary.getInstance(file.toString(), Map.of(Library.OPTION_OPEN_FLAGS, LAZY_AND_LOCAL));
        String told = has("whisper_version") ? text(callLong("whisper_version")) : null;
        Optional<WhisperLayout> known = WhisperLayout.of(told);
        layout = known.orElseThrow(() -> new UnfitLibrary(file + " is whisper.cpp " + told + ", which this Earshot does not know; it knows "
                + WhisperLayout.known() + "."));
        version = told == null ? layout.version() : told;
        prove();
    }

    /**
     * Opens a library. Where it has others that it needs, they lie beside it.
     *
     * @param log gets its lines; null for stderr, where it writes them by itself
     * @throws UnfitLibrary where it cannot be used, which is then not harmful to anything else
     */
    public static WhisperLibrary open(Path file, Consumer<String> log) throws UnfitLibrary {
        try {
            WhisperLibrary library = new WhisperLibrary(file);
            if (log != null) {
                NativeLog.INSTANCE.to(log);
                library.callVoid("whisper_log_set", NativeLog.INSTANCE, Pointer.NULL);
            }
            return library;
        } catch (LinkageError e) {
            throw new UnfitLibrary(file + " cannot be bound: " + reason(e));
        }
    }

    /**
     * Opens a library that is not the packaged one.
     *
     * @param file of it, or the folder that holds it, and what it needs
     * @param log  see {@link #open}
     * @throws UnfitLibrary likewise
     */
    public static WhisperLibrary openOwn(Path file, Consumer<String> log) throws UnfitLibrary {
        OwnLibraryFile own = OwnLibraryFile.find(file);
        own.open(LAZY_AND_LOCAL);
        WhisperLibrary library = open(own.file(), log);
        library.loadBackends(own.folder());
        return library;
    }

    /** Builds whose backends are files of their own find them where they were installed, beside the program, or nowhere. */
    private void loadBackends(Path folder) {
        if (has("ggml_backend_dev_count") && callLong("ggml_backend_dev_count") == 0 && has("ggml_backend_load_all_from_path")) {
            callVoid("ggml_backend_load_all");
            if (callLong("ggml_backend_dev_count") == 0) {
                callVoid("ggml_backend_load_all_from_path", StructBytes.utf8(folder.toString()));
            }
        }
    }

    /**
     * What a model is computed on that is loaded with these parameters, by the rule of {@code whisper_backend_init_gpu}: the GPU of that number, else
     * the processor.
     *
     * @return empty where the library does not tell
     */
    public Optional<ComputeDevice> device(boolean gpu, int number) {
        if (!has("ggml_backend_dev_count") || !has("ggml_backend_dev_get") || !has("ggml_backend_dev_type") || !has("ggml_backend_dev_backend_reg")) {
            return Optional.empty();
        }
        long processor = 0;
        int gpus = 0;
        for (long i = 0; i < callLong("ggml_backend_dev_count"); i++) {
            long device = callLong("ggml_backend_dev_get", i);
            int type = callInt("ggml_backend_dev_type", device);
            if (gpu && (type == GPU || type == INTEGRATED_GPU && layout.integratedGpus()) && gpus++ == number) {
                return Optional.of(describe(device));
            }
            processor = processor == 0 && type == CPU ? device : processor;
        }
        return processor == 0 ? Optional.empty() : Optional.of(describe(processor));
    }

    private ComputeDevice describe(long device) {
        return new ComputeDevice(text(callLong("ggml_backend_reg_name", callLong("ggml_backend_dev_backend_reg", device))),
                text(callLong("ggml_backend_dev_description", device)));
    }

    public Path file() {
        return file;
    }

    /** Of whisper.cpp; the one whose layout fits where the library does not tell it. */
    public String version() {
        return version;
    }

    /** {@code whisper_context_params} with its defaults. */
    public StructBytes contextParams() {
        return new StructBytes(layout.context(), defaults(layout.context(), callLong("whisper_context_default_params_by_ref"), "whisper_free_context_params"));
    }

    /** {@code whisper_full_params} for the greedy strategy, with its defaults. */
    public StructBytes fullParams() {
        return new StructBytes(layout.full(), fullDefaults(LayoutProof.GREEDY));
    }

    /**
     * Loads a model, without a state.
     *
     * @return empty where the library refuses it; it has said why to its log
     */
    public Optional<WhisperModel> load(Path model, StructBytes params) {
        long context = callLong("whisper_init_from_file_with_params_no_state", StructBytes.utf8(model.toString()), StructWords.of(params.words()));
        return context == 0 ? Optional.empty() : Optional.of(new WhisperModel(this, context, params));
    }

    @Override
    public String toString() {
        return "whisper.cpp " + version + " (" + file + ")";
    }

    long callLong(String function, Object... arguments) {
        return function(function).invokeLong(arguments);
    }

    int callInt(String function, Object... arguments) {
        return function(function).invokeInt(arguments);
    }

    <T> T call(Class<T> type, String function, Object... arguments) {
        return type.cast(function(function).invoke(type, arguments));
    }

    void callVoid(String function, Object... arguments) {
        function(function).invokeVoid(arguments);
    }

    /** Text that native code keeps; malformed UTF-8 gives U+FFFD. */
    static String text(long pointer) {
        return new String(bytes(pointer), StandardCharsets.UTF_8);
    }

    /** Bytes up to a zero. */
    static byte[] bytes(long pointer) {
        Pointer start = new Pointer(pointer);
        return start.getByteArray(0, (int) start.indexOf(0, (byte) 0));
    }

    /** What the dynamic linker said; after it, JNA tells where else it has looked. */
    private static String reason(LinkageError error) {
        String[] lines = String.valueOf(error.getMessage()).split("\n");
        return lines.length > 1 ? lines[1] : lines[0];
    }

    private boolean has(String name) {
        try {
            function(name);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private Function function(String name) {
        return functions.computeIfAbsent(name, library::getFunction);
    }

    private void prove() throws UnfitLibrary {
        ByteBuffer greedy = fullDefaults(LayoutProof.GREEDY);
        List<String> differences = LayoutProof.full(layout.full(), LayoutProof.GREEDY, greedy);
        differences.addAll(LayoutProof.full(layout.full(), LayoutProof.BEAM_SEARCH, fullDefaults(LayoutProof.BEAM_SEARCH)));
        differences.addAll(LayoutProof.context(layout.context(), contextDefaults()));
        // Last, for only where all else fits is it a pointer to follow.
        if (differences.isEmpty()) {
            String language = text(greedy.getLong(layout.full().offset("language")));
            if (!language.equals("en")) {
                differences.add("language is '" + language + "' instead of 'en'");
            }
        }
        if (!differences.isEmpty()) {
            throw new UnfitLibrary(file + " is laid out in another way than whisper.cpp " + layout.version() + ": " + String.join("; ", differences) + ".");
        }
    }

    private ByteBuffer fullDefaults(int strategy) {
        return defaults(layout.full(), callLong("whisper_full_default_params_by_ref", strategy), "whisper_free_params");
    }

    private ByteBuffer contextDefaults() {
        return defaults(layout.context(), callLong("whisper_context_default_params_by_ref"), "whisper_free_context_params");
    }

    private ByteBuffer defaults(CStruct struct, long allocated, String free) {
        byte[] copy = new Pointer(allocated).getByteArray(0, struct.bytes());
        callVoid(free, allocated);
        return ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
    }
}
