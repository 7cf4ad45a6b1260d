package dev.earshot.engine.whisper;

import dev.earshot.bus.FailureReason;
import dev.earshot.bus.Fault;
import dev.earshot.speech.GgmlHeader;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/**
 * Checks a Whisper model file before native code sees it: whisper.cpp trusts most of what it reads, so a damaged file can
 * abort the process, overrun a buffer or ask for all memory. Everything but the weights is read and compared with what the
 * header promises; weights are skipped. Format: {@code whisper_model_load} of whisper.cpp 1.7.1.
 *
 * @param multilingual whether the vocabulary has the languages' tokens
 */
public record ModelFile(boolean multilingual) {

    private static final int MAX_VOCABULARY = 60_000;
    private static final int MAX_TOKEN_BYTES = 1024;
    private static final int MAX_FFT = 4096;
    private static final int MAX_NAME = 128;

    /**
     * @throws Fault {@code bad-model} with a sentence that says what is wrong
     */
    public static ModelFile check(Path file) {
        if (!Files.isRegularFile(file)) {
            throw bad(file, "it is not a file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Check(new ModelCursor(channel)).run();
        } catch (ModelCursor.Damaged e) {
            throw bad(file, e.getMessage());
        } catch (IOException e) {
            throw bad(file, "it cannot be read (" + FailureReason.of(e) + ")");
        }
    }

    /** Whether a file begins like a model in ggml form; one that cannot be read does not. */
    static boolean isGgml(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new ModelCursor(channel).int32() == GgmlHeader.MAGIC;
        } catch (IOException e) {
            return false;
        }
    }

    private static Fault bad(Path file, String why) {
        return new Fault(Fault.Code.BAD_MODEL, "The model file " + file.getFileName() + " is not usable: " + why
                + ". Put a Whisper model in ggml form in its place.");
    }

    private record Check(ModelCursor in) {

        ModelFile run() throws IOException {
            int magic = in.int32();
            if (magic != GgmlHeader.MAGIC) {
                throw new ModelCursor.Damaged("it is no Whisper model in ggml form");
            }
            ModelShape shape = shape();
            filters(shape);
            vocabulary(shape);
            tensors(shape);
            return new ModelFile(shape.vocabulary() > GgmlHeader.ENGLISH_VOCABULARY);
        }

        private ModelShape shape() throws IOException {
            int vocabulary = in.int32("vocabulary", GgmlHeader.ENGLISH_VOCABULARY, MAX_VOCABULARY);
            int audioContext = in.int32("audio context", AudioContext.FULL, AudioContext.FULL);
            int audioState = in.int32("audio state", 1, 4096);
            int audioHeads = in.int32("audio heads", 1, 128);
            int audioLayers = in.int32("audio layers", 1, 64);
            int textContext = in.int32("text context", 1, 448);
            int textState = in.int32("text state", 1, 4096);
            int textHeads = in.int32("text heads", 1, 128);
            int textLayers = in.int32("text layers", 1, 64);
            int mels = in.int32("mel bands", 1, 128);
            TensorType.ofFile(in.int32());
            if (audioState % audioHeads != 0 || textState % textHeads != 0 || audioState != textState || mels != 80 && mels != 128) {
                throw new ModelCursor.Damaged("its dimensions contradict each other");
            }
            return new ModelShape(vocabulary, audioContext, audioState, audioLayers, textContext, textLayers, mels);
        }

        private void filters(ModelShape shape) throws IOException {
            int mels = in.int32("filter bands", shape.mels(), shape.mels());
            int fft = in.int32("filter width", 1, MAX_FFT);
            in.skip(4L * mels * fft, "the filters");
        }

        private void vocabulary(ModelShape shape) throws IOException {
            int tokens = in.int32("vocabulary entries", 1, shape.vocabulary());
            boolean blank = false;
            for (int i = 0; i < tokens; i++) {
                int length = in.int32("length of a vocabulary entry", 0, MAX_TOKEN_BYTES);
                if (length == 1) {
                    blank |= in.ascii(1).equals(" ");
                } else {
                    in.skip(length, "the vocabulary");
                }
            }
            if (!blank) {
                // whisper.cpp looks this one up by its text and aborts without it.
                throw new ModelCursor.Damaged("its vocabulary has no blank");
            }
        }

        private void tensors(ModelShape shape) throws IOException {
            Map<String, int[]> missing = shape.tensors();
            while (!in.atEnd()) {
                int dimensions = in.int32("dimensions of a tensor", 1, 4);
                int nameLength = in.int32("length of a tensor's name", 1, MAX_NAME);
                TensorType type = TensorType.of(in.int32());
                int[] extent = {1, 1, 1, 1};
                for (int i = 0; i < dimensions; i++) {
                    extent[i] = in.int32("extent of a tensor", 1, 1 << 20);
                }
                String name = in.ascii(nameLength);
                int[] expected = missing.remove(name);
                if (expected == null) {
                    throw new ModelCursor.Damaged("it has a tensor that does not belong there or stands there twice: '" + name + "'");
                }
                if (!Arrays.equals(expected, extent)) {
                    throw new ModelCursor.Damaged("its tensor '" + name + "' has the shape " + Arrays.toString(extent)
                            + " instead of " + Arrays.toString(expected));
                }
                in.skip(type.bytes(extent), "the tensor '" + name + "'");
            }
            if (!missing.isEmpty()) {
                throw new ModelCursor.Damaged("it is cut off: " + missing.size() + " tensors are missing");
            }
        }
    }
}
