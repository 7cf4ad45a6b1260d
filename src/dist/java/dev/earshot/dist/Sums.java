package dev.earshot.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** {@code SHA256SUMS} and its signature. */
final class Sums {

    private Sums() {
    }

    /** @param files of one version */
    static Path write(String version, List<Path> files, Path folder) throws IOException, GeneralSecurityException {
        StringBuilder text = new StringBuilder("# earshot ").append(version).append('\n');
        for (Path file : files.stream().sorted().toList()) {
            text.append(sha256(file)).append("  ").append(file.getFileName()).append('\n');
        }
        return Files.writeString(folder.resolve("SHA256SUMS"), text);
    }

    /** @param key PKCS#8 in PEM, as {@code openssl genpkey -algorithm ed25519} writes it, or a file that holds it */
    static void sign(Path sums, String key) throws IOException, GeneralSecurityException {
        String pem = key.contains("PRIVATE KEY") ? key : Files.readString(Path.of(key));
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey secret = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(secret);
        signature.update(Files.readAllBytes(sums));
        Files.write(sums.resolveSibling("SHA256SUMS.sig"), (Base64.getEncoder().encodeToString(signature.sign()) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    static String sha256(Path file) throws IOException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
