package dev.earshot.engine.whisper.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How C lays out a struct on a 64-bit platform (System V x86-64, AAPCS64, and Apple's variant of it agree for these types): each field at the next
 * multiple of its size, the whole a multiple of the largest. With what its fields are by default. Pure.
 */
final class CStruct {

    /** Types of C. */
    enum Type {
        BOOL(1), INT(4), FLOAT(4), SIZE(8), POINTER(8);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * @param expected its default; null where that differs from machine to machine
     */
    record Field(String name, Type type, int offset, Number expected) {

        int bytes() {
            return type.bytes;
        }
    }

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private int end;
    private int alignment = 1;

    /** Adds the next field. */
    CStruct field(String name, Type type, Number expected) {
        int offset = roundUp(end, type.bytes);
        fields.put(name, new Field(name, type, offset, expected));
        end = offset + type.bytes;
        alignment = Math.max(alignment, type.bytes);
        return this;
    }

    /** Adds fields of one type that are zero, false or null. */
    CStruct zero(Type type, String... names) {
        for (String name : names) {
            field(name, type, 0);
        }
        return this;
    }

    int bytes() {
        return roundUp(end, alignment);
    }

    int offset(String name) {
        Field field = fields.get(name);
        if (field == null) {
            throw new IllegalArgumentException("there is no field '" + name + "'");
        }
        return field.offset();
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** In their order. */
    List<Field> fields() {
        return new ArrayList<>(fields.values());
    }

    private static int roundUp(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
