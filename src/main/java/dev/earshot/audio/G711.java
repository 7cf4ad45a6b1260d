package dev.earshot.audio;

/** Decodes the logarithmic samples of telephony (ITU-T G.711). Pure. */
final class G711 {

    private G711() {
    }

    /** An A-law byte as a sample, -1 to 1. */
    static float aLaw(byte code) {
        int bits = (code ^ 0x55) & 0xFF;
        int exponent = (bits & 0x70) >> 4;
        int mantissa = bits & 0x0F;
        int magnitude = exponent == 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
        return ((bits & 0x80) != 0 ? magnitude : -magnitude) / 32768f;
    }

    /** A mu-law byte as a sample, -1 to 1. */
    static float muLaw(byte code) {
        int bits = ~code & 0xFF;
        int exponent = (bits & 0x70) >> 4;
        int magnitude = ((((bits & 0x0F) << 3) + 0x84) << exponent) - 0x84;
        return ((bits & 0x80) != 0 ? -magnitude : magnitude) / 32768f;
    }
}
