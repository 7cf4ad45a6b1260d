package dev.earshot.engine.whisper.binding;

import com.sun.jna.Structure;

import java.util.List;

/**
 * Structs by value, as so many words: all of them are larger than 16 bytes and none consists of floats only, so that each ABI treats them like the
 * structs themselves (System V x86-64: in memory; AAPCS64: by reference to a copy). JNA looks at a struct's size once a class, so each size is a class;
 * its reflection needs them public, and the array there when it first asks for the size.
 */
final class StructWords {

    /** A struct by value. */
    public abstract static class Words extends Structure implements Structure.ByValue {

        public long[] words;

        @Override
        protected final List<String> getFieldOrder() {
            return List.of("words");
        }
    }

    private StructWords() {
    }

    /** @param words as many as one of the structs has that are known */
    static Words of(long[] words) {
        Words struct = switch (words.length * Long.BYTES) {
            case ContextParams.BYTES -> new ContextParams();
            case FullParams.BYTES -> new FullParams();
            case VadFullParams.BYTES -> new VadFullParams();
            case NewerFullParams.BYTES -> new NewerFullParams();
            default -> throw new IllegalArgumentException("no struct has " + words.length + " words");
        };
        struct.words = words;
        return struct;
    }

    /** {@code whisper_context_params} of all versions. */
    public static final class ContextParams extends Words {
        static final int BYTES = 48;

        {
            words = new long[BYTES / Long.BYTES];
        }
    }

    /** {@code whisper_full_params} of 1.7. */
    public static final class FullParams extends Words {
        static final int BYTES = 264;

        {
            words = new long[BYTES / Long.BYTES];
        }
    }

    /** {@code whisper_full_params} of 1.8.0. */
    public static final class VadFullParams extends Words {
        static final int BYTES = 296;

        {
            words = new long[BYTES / Long.BYTES];
        }
    }

    /** {@code whisper_full_params} from 1.8.1 to 1.9. */
    public static final class NewerFullParams extends Words {
        static final int BYTES = 304;

        {
            words = new long[BYTES / Long.BYTES];
        }
    }

    /** {@code whisper_token_data} of all versions: id, tid, p, plog, pt, ptsum, t0, t1, t_dtw, vlen. */
    public static final class TokenData extends Words {
        static final int BYTES = 56;

        {
            words = new long[BYTES / Long.BYTES];
        }

        int id() {
            return (int) words[0];
        }

        float probability() {
            return finite(Float.intBitsToFloat((int) words[1]));
        }

        float logProbability() {
            return finite(Float.intBitsToFloat((int) (words[1] >>> 32)));
        }

        /** Of a token that was not possible, the logarithm is infinite. */
        private static float finite(float value) {
            return Float.isNaN(value) ? 0 : Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
        }

        /** In hundredths of a second; -1 where it was not looked for. */
        long aligned() {
            return words[5];
        }
    }
}
