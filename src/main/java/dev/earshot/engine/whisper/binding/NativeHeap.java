package dev.earshot.engine.whisper.binding;

import com.sun.jna.NativeLibrary;

/** What {@code malloc} of this process holds. */
public final class NativeHeap {

    private NativeHeap() {
    }

    /** Gives free pages back to the system; nothing happens where the C library is not glibc. Takes some milliseconds. Thread-safe. */
    public static void trim() {
        try {
            NativeLibrary.getProcess().getFunction("malloc_trim").invokeInt(new Object[] {0L});
        } catch (UnsatisfiedLinkError e) {
            // Others give it back by themselves, or have no way to be asked.
        }
    }
}
