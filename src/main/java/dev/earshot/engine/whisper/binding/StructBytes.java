package dev.earshot.engine.whisper.binding;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A C struct that is filled field by field and then passed by value. It keeps what its pointers point to until it is closed: native code reads that
 * during the call that gets the struct. Names of fields are those of {@code whisper.h}.
 */
public final class StructBytes implements AutoCloseable {

    private final CStruct layout;
    private final ByteBuffer bytes;
    private final Map<String, Memory> memory = new HashMap<>();
    private final Map<String, Callback> callbacks = new HashMap<>();

    StructBytes(CStruct layout, ByteBuffer defaults) {
        this.layout = layout;
        this.bytes = defaults;
    }

    public StructBytes set(String field, boolean value) {
        bytes.put(layout.offset(field), (byte) (value ? 1 : 0));
        return this;
    }

    public StructBytes set(String field, int value) {
        bytes.putInt(layout.offset(field), value);
        return this;
    }

    public StructBytes set(String field, float value) {
        bytes.putFloat(layout.offset(field), value);
        return this;
    }

    /** For {@code size_t}. */
    public StructBytes set(String field, long value) {
        bytes.putLong(layout.offset(field), value);
        return this;
    }

    /** A pointer to text, as UTF-8. */
    public StructBytes set(String field, String text) {
        byte[] utf8 = utf8(text);
        Memory copy = new Memory(utf8.length);
        copy.write(0, utf8, 0, utf8.length);
        return point(field, copy);
    }

    /** A pointer to integers. */
    public StructBytes set(String field, int[] values) {
        Memory copy = new Memory(Math.max(1, values.length) * (long) Integer.BYTES);
        copy.write(0, values, 0, values.length);
        return point(field, copy);
    }

    /** A pointer to a function; it is called on the thread that is inside the native call. */
    public StructBytes set(String field, Callback function) {
        callbacks.put(field, function);
        return set(field, Pointer.nativeValue(CallbackReference.getFunctionPointer(function)));
    }

    /** As C has text: with a zero at the end. */
    static byte[] utf8(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(utf8, utf8.length + 1);
    }

    private StructBytes point(String field, Memory to) {
        Memory before = memory.put(field, to);
        if (before != null) {
            before.close();
        }
        return set(field, Pointer.nativeValue(to));
    }

    /** All of it, in words of 8 bytes. */
    long[] words() {
        long[] words = new long[bytes.capacity() / Long.BYTES];
        bytes.duplicate().order(ByteOrder.nativeOrder()).rewind().asLongBuffer().get(words);
        return words;
    }

    /** Writes all of it over a struct in native memory, which must not outlive what this one points to. */
    void copyTo(Pointer struct) {
        for (CStruct.Field field : layout.fields()) {
            struct.write(field.offset(), bytes.array(), field.offset(), field.bytes());
        }
    }

    /** Whether the same stands in native memory, padding aside. */
    boolean isAt(Pointer struct) {
        return layout.fields().stream().allMatch(field -> Arrays.equals(struct.getByteArray(field.offset(), field.bytes()),
                Arrays.copyOfRange(bytes.array(), field.offset(), field.offset() + field.bytes())));
    }

    @Override
    public void close() {
        memory.values().forEach(Memory::close);
        memory.clear();
        callbacks.clear();
    }
}
