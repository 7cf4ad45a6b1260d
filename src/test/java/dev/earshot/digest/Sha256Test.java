package dev.earshot.digest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class Sha256Test {

    @Test
    void theExamplesOfTheStandardComeOut() {
        MessageDigest digest = Sha256.create();
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Sha256.hex(digest));
        digest.update("abc".getBytes(StandardCharsets.US_ASCII));
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256.hex(digest));
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Sha256.hex(digest), "it was reset");
    }

    /** Where the machine has OpenSSL this compares the two; elsewhere it is the same digest twice. */
    @Test
    void anyPiecesGiveTheDigestOfTheWhole(@TempDir Path folder) throws IOException {
        Random random = new Random(1);
        byte[] bytes = new byte[1_000_003];
        random.nextBytes(bytes);
        String expected = Sha256.hex(plainOf(bytes));
        MessageDigest digest = Sha256.create();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, random.nextInt(70_000));
            if (length == 1) {
                digest.update(bytes[at]);
            } else {
                digest.update(bytes, at, length);
            }
            at += length;
        }

        assertEquals(expected, Sha256.hex(digest));
        digest.update(bytes, 5, 100);
        digest.reset();
        digest.update(bytes);
        assertEquals(expected, Sha256.hex(digest));
        assertEquals(expected, Sha256.of(Files.write(folder.resolve("x"), bytes)));
        assertThrows(IllegalArgumentException.class, () -> digest.update(bytes, bytes.length - 1, 2));
    }

    private static MessageDigest plainOf(byte[] bytes) {
        MessageDigest digest = Sha256.plain();
        digest.update(bytes);
        return digest;
    }
}
