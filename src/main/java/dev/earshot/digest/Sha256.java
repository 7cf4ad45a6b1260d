package dev.earshot.digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 (FIPS 180-4). Models are gigabytes, and the JDK's own digest is fast only in code that its largest compiler has made, which
 * would cost an idle service 15 MB; OpenSSL's is ten times faster than what is left, where the machine has it.
 */
public final class Sha256 {

    private static final int BLOCK = 256 * 1024;

    private Sha256() {
    }

    /** A digest of 32 bytes; for one thread at a time. */
    public static MessageDigest create() {
        MessageDigest nativeOne = OpenSslDigest.create();
        return nativeOne != null ? nativeOne : plain();
    }

    /** 64 digits in lower case; the digest is reset. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** That of a file, in 64 digits in lower case. Blocking. */
    public static String of(Path file) throws IOException {
        MessageDigest digest = create();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[BLOCK];
            for (int n; (n = in.read(block)) > 0; ) {
                digest.update(block, 0, n);
            }
        }
        return hex(digest);
    }

    /** The JDK's. */
    static MessageDigest plain() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
