package dev.earshot.speech;

/** The header of a Whisper model in whisper.cpp's ggml format: {@value #BYTES} bytes of 32-bit little-endian integers. */
public final class GgmlHeader {

    /** The first integer: "ggml". */
    public static final int MAGIC = 0x67676d6c;
    /** Tokens of an English-only vocabulary; multilingual ones have more. */
    public static final int ENGLISH_VOCABULARY = 51_864;

    /** Indices of header fields, from 0. */
    public static final int VOCABULARY = 1;
    public static final int STATE = 3;
    public static final int HEADS = 4;
    public static final int DECODER_LAYERS = 9;

    /** Size of the header, before the mel filters. */
    public static final int BYTES = 12 * Integer.BYTES;

    private GgmlHeader() {
    }
}
