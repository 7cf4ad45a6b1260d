package dev.earshot.digest;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.ref.Cleaner;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/** SHA-256 by the libcrypto of this machine (OpenSSL 1.1 or 3, {@code man 3 EVP_DigestInit}), through JNA, which OSHI brings along. */
final class OpenSslDigest extends MessageDigest {

    private static final Logger LOG = LoggerFactory.getLogger(OpenSslDigest.class);
    private static final int BYTES = 32;
    private static final Cleaner CLEANER = Cleaner.create();
    private static final Crypto CRYPTO = load();

    /** The names and the order of the arguments are the library's. */
    interface Crypto extends Library {

        Pointer EVP_MD_CTX_new();

        void EVP_MD_CTX_free(Pointer context);

        Pointer EVP_sha256();

        int EVP_DigestInit_ex(Pointer context, Pointer type, Pointer engine);

        int EVP_DigestUpdate(Pointer context, byte[] data, long length);

        int EVP_DigestFinal_ex(Pointer context, byte[] digest, int[] length);
    }

    private final Pointer context;

    private OpenSslDigest(Pointer context) {
        super("SHA-256");
        this.context = context;
        CLEANER.register(this, () -> CRYPTO.EVP_MD_CTX_free(context));
        engineReset();
    }

    /** A new one, or null where the machine has no such library. */
    static OpenSslDigest create() {
        Pointer context = CRYPTO == null ? null : CRYPTO.EVP_MD_CTX_new();
        return context == null ? null : new OpenSslDigest(context);
    }

    private static Crypto load() {
        // The plain name belongs to development packages; versions that are not known here are not tried.
        for (String name : List.of("libcrypto.so.3", "libcrypto.so.1.1")) {
            try {
                return Native.load(name, Crypto.class);
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                LOG.debug("{} is not here: {}", name, e.getMessage());
            }
        }
        return null;
    }

    @Override
    protected int engineGetDigestLength() {
        return BYTES;
    }

    @Override
    protected void engineUpdate(byte input) {
        check(CRYPTO.EVP_DigestUpdate(context, new byte[] {input}, 1));
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        check(CRYPTO.EVP_DigestUpdate(context, offset == 0 ? input : Arrays.copyOfRange(input, offset, offset + length), length));
    }

    @Override
    protected byte[] engineDigest() {
        byte[] digest = new byte[BYTES];
        check(CRYPTO.EVP_DigestFinal_ex(context, digest, new int[1]));
        engineReset();
        return digest;
    }

    @Override
    protected void engineReset() {
        check(CRYPTO.EVP_DigestInit_ex(context, CRYPTO.EVP_sha256(), null));
    }

    private static void check(int result) {
        if (result != 1) {
            throw new IllegalStateException("libcrypto failed");
        }
    }
}
