package dev.earshot.engine.whisper.binding;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** {@code ggml_log_callback}. One for the whole process, for native code may call it as long as that lives. */
final class NativeLog implements Callback {

    static final NativeLog INSTANCE = new NativeLog();

    private volatile Consumer<String> lines = line -> { };

    private NativeLog() {
    }

    void to(Consumer<String> log) {
        lines = log;
    }

    /** By native code, with a line or a part of one. */
    public void callback(int level, Pointer text, Pointer data) {
        lines.accept(text.getString(0, StandardCharsets.UTF_8.name()));
    }
}
