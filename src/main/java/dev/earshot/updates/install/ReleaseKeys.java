package dev.earshot.updates.install;

import dev.earshot.bus.Fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The keys of those who may sign releases. Pure. */
final class ReleaseKeys {

    private static final String BUILT_IN = "/updates/public_keys.txt";

    private ReleaseKeys() {
    }

    /** @throws Fault {@code bad-request} where one of them is no Ed25519 key in Base64 of its X.509 form */
    static List<PublicKey> of(List<String> texts) {
        List<PublicKey> keys = new ArrayList<>();
        for (String text : texts) {
            try {
                keys.add(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text))));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw Fault.badRequest("updates.public_keys must hold Ed25519 keys as 'openssl pkey -pubout' writes them, without their first and last"
                        + " lines, separated by spaces.");
            }
        }
        return keys;
    }

    /** Those that this version came with. */
    static List<String> builtIn() {
        try (InputStream in = ReleaseKeys.class.getResourceAsStream(BUILT_IN)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
