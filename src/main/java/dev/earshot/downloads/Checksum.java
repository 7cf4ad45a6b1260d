package dev.earshot.downloads;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** SHA-256 of files and CRC-32C of stretches of them. Blocking. */
final class Checksum {

    private static final int BLOCK = 256 * 1024;

    /** What reads along. */
    interface Reader {
        void update(byte[] block, int offset, int length);
    }

    private Checksum() {
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 64 digits in lower case; the digest begins anew. */
    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            read(channel, new Span(0, channel.size()), digest::update);
        }
        return hex(digest);
    }

    /** Whether the stretch is there and has that checksum. */
    static boolean holds(FileChannel channel, PartState.Piece piece) throws IOException {
        CRC32C crc = new CRC32C();
        return read(channel, new Span(piece.from(), piece.to()), crc::update) && crc.getValue() == piece.crc();
    }

    /** Reads a stretch; false where the file ends before it does. */
    static boolean read(FileChannel channel, Span span, Reader reader) throws IOException {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(1, span.length())));
        for (long at = span.from(); at < span.to(); ) {
            block.clear().limit((int) Math.min(block.capacity(), span.to() - at));
            int n = channel.read(block, at);
            if (n < 0) {
                return false;
            }
            reader.update(block.array(), 0, n);
            at += n;
        }
        return true;
    }
}
