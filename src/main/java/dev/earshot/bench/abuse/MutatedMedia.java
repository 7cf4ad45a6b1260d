package dev.earshot.bench.abuse;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Media files of many formats, damaged in nine ways: each gets a transcript or a refusal. */
final class MutatedMedia implements Attack {

    private final List<byte[]> media;

    /** @param media whole files, one a format */
    MutatedMedia(List<byte[]> media) {
        this.media = media;
    }

    @Override
    public String name() {
        return "damaged media (" + media.size() + " formats, " + Mutation.values().length + " kinds of damage)";
    }

    @Override
    public int rounds() {
        return 600;
    }

    @Override
    public void round(Target target, Random random, Tally tally) {
        byte[] whole = media.get(random.nextInt(media.size()));
        Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
        byte[] damaged = mutation.apply(whole, random);
        target.upload("/v1/audio/transcriptions", "damaged.bin", damaged, "model", Target.MODEL).count(tally, "media with " + mutation);
    }

    /** A kind of damage. */
    enum Mutation {
        CUT, FLIPPED_BITS, ZEROS, NOISE_IN_HEADER, NOISE, REPEATED, SWAPPED, HEAD_LOST, LARGE_NUMBERS;

        byte[] apply(byte[] whole, Random random) {
            byte[] bytes = whole.clone();
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(4096));
            switch (this) {
                case CUT -> bytes = Arrays.copyOf(bytes, at);
                case HEAD_LOST -> bytes = Arrays.copyOfRange(bytes, at, bytes.length);
                case ZEROS -> Arrays.fill(bytes, at, at + length, (byte) 0);
                case FLIPPED_BITS -> flip(bytes, random);
                case NOISE -> noise(bytes, at, length, random);
                case NOISE_IN_HEADER -> noise(bytes, random.nextInt(Math.min(64, bytes.length)), 16, random);
                case REPEATED -> System.arraycopy(bytes, 0, bytes, at, length);
                case SWAPPED -> swap(bytes, at, random.nextInt(bytes.length), length);
                case LARGE_NUMBERS -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) (random.nextBoolean() ? 0xFF : 0x7F));
            }
            return bytes;
        }

        private static void flip(byte[] bytes, Random random) {
            for (int i = 0; i < 20; i++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }

        private static void noise(byte[] bytes, int from, int length, Random random) {
            for (int i = from; i < Math.min(bytes.length, from + length); i++) {
                bytes[i] = (byte) random.nextInt();
            }
        }

        private static void swap(byte[] bytes, int one, int other, int length) {
            for (int i = 0; i < Math.min(length, bytes.length - Math.max(one, other)); i++) {
                byte kept = bytes[one + i];
                bytes[one + i] = bytes[other + i];
                bytes[other + i] = kept;
            }
        }
    }
}
