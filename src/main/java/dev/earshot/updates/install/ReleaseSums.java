package dev.earshot.updates.install;

import dev.earshot.bus.Fault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code SHA256SUMS} of a release, whose signature was right: the first line {@code # earshot VERSION}, then a line for each file as {@code sha256sum}
 * writes it. Pure.
 *
 * @param version that the sums are of
 * @param files   SHA-256 in lower-case hexadecimal by name
 */
record ReleaseSums(String version, Map<String, String> files) {

    /** Of {@code SHA256SUMS}; a release has about ten files. */
    static final int MAX_BYTES = 64 * 1024;
    /** Of {@code SHA256SUMS.sig}: Base64 of 64 bytes, and the end of the line. */
    static final int MAX_SIGNATURE_BYTES = 128;

    private static final Pattern HEAD = Pattern.compile("# earshot (\\S{1,100})");
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([A-Za-z0-9][A-Za-z0-9._+-]{0,199})");

    /**
     * @param text      the bytes of {@code SHA256SUMS}
     * @param signature {@code SHA256SUMS.sig}: Base64 of 64 bytes, Ed25519 (RFC 8032) over those bytes
     * @throws Fault {@code download-failed} where none of the keys has signed it, or it is not of this form
     */
    static ReleaseSums verified(byte[] text, String signature, List<PublicKey> keys) {
        byte[] raw = decoded(signature);
        if (keys.stream().noneMatch(key -> isSignedBy(key, text, raw))) {
            throw refused("its signature is not of a key that this version knows");
        }
        return parsed(new String(text, StandardCharsets.UTF_8));
    }

    /**
     * The SHA-256 of the archive of a version.
     *
     * @throws Fault {@code download-failed} where these sums are of another version, or have no such file
     */
    String of(String archive, String wanted) {
        if (!version.equals(wanted)) {
            throw refused("its checksums are of version " + version + ", not of " + wanted);
        }
        String sum = files.get(archive);
        if (sum == null) {
            throw refused("its checksums have no " + archive);
        }
        return sum;
    }

    static Fault refused(String why) {
        return new Fault(Fault.Code.DOWNLOAD_FAILED, "The update was refused: " + why + ". Nothing was changed.");
    }

    private static byte[] decoded(String signature) {
        try {
            return Base64.getDecoder().decode(signature.strip());
        } catch (IllegalArgumentException e) {
            throw refused("its signature cannot be read");
        }
    }

    private static boolean isSignedBy(PublicKey key, byte[] text, byte[] signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(text);
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static ReleaseSums parsed(String text) {
        List<String> lines = text.lines().toList();
        Matcher head = HEAD.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!head.matches()) {
            throw refused("its checksums do not say which version they are of");
        }
        Map<String, String> files = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher file = LINE.matcher(line);
            if (!file.matches() || files.put(file.group(2), file.group(1)) != null) {
                throw refused("its checksums cannot be read");
            }
        }
        return new ReleaseSums(head.group(1), Map.copyOf(files));
    }
}
