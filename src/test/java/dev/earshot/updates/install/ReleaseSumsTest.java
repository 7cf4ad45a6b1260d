package dev.earshot.updates.install;

import dev.earshot.bus.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReleaseSumsTest {

    private static final String SUM = "66dcd172a505f96e784626801b8ad5a1e10ca16c77662ab45c8e608500d992eb";
    private static final String NAME = "earshot-1.2.0-linux-x86_64.tar.gz";
    private static final String TEXT = "# earshot 1.2.0\n" + SUM + "  " + NAME + "\n";

    private final KeyPair keys = TestRelease.keys();
    private final KeyPair second = TestRelease.keys();

    @Test
    void whatAKnownKeyHasSignedIsRead() {
        assertEquals(SUM, verified(TEXT, TestRelease.signature(TEXT, keys)).of(NAME, "1.2.0"));
        assertEquals(SUM, verified(TEXT, TestRelease.signature(TEXT, second)).of(NAME, "1.2.0"));
    }

    @Test
    void whatAnUnknownKeyHasSignedIsRefused() {
        refused("its signature is not of a key", () -> verified(TEXT, TestRelease.signature(TEXT, TestRelease.keys())));
    }

    @Test
    void aChangedByteIsRefused() {
        refused("its signature is not of a key", () -> verified(TEXT.replace("66d", "66e"), TestRelease.signature(TEXT, keys)));
        refused("its signature is not of a key", () -> verified(TEXT + "\n", TestRelease.signature(TEXT, keys)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "no Base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="})
    void whatIsNoSignatureIsRefused(String signature) {
        refused("its signature", () -> verified(TEXT, signature));
    }

    /** Rightly signed once, and offered again under a newer number. */
    @Test
    void anOldReleaseDoesNotPassForANewOne() {
        refused("its checksums are of version 1.2.0, not of 1.3.0",
                () -> verified(TEXT, TestRelease.signature(TEXT, keys)).of("earshot-1.3.0-linux-x86_64.tar.gz", "1.3.0"));
    }

    @Test
    void anArchiveOfAnotherPlatformDoesNotPass() {
        refused("its checksums have no earshot-1.2.0-linux-aarch64.tar.gz",
                () -> verified(TEXT, TestRelease.signature(TEXT, keys)).of("earshot-1.2.0-linux-aarch64.tar.gz", "1.2.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# other 1.2.0\n", "# earshot \n", "# earshot 1.2.0\nshort  name\n", "# earshot 1.2.0\n" + SUM + "  ../name\n",
            "# earshot 1.2.0\n" + SUM + "  " + NAME + "\n" + SUM + "  " + NAME + "\n", "# earshot 1.2.0\n\n"})
    void whatIsRightlySignedAndNoListIsRefused(String text) {
        refused("its checksums", () -> verified(text, TestRelease.signature(text, keys)));
    }

    @Test
    void theKeysThatAreBuiltInAreKeys() {
        assertEquals(2, ReleaseKeys.of(ReleaseKeys.builtIn()).size());
    }

    @Test
    void whatIsNoKeyIsSaid() {
        Fault fault = assertThrows(Fault.class, () -> ReleaseKeys.of(List.of("MCowBQ==")));
        assertEquals(Fault.Code.BAD_REQUEST, fault.code());
    }

    private ReleaseSums verified(String text, String signature) {
        return ReleaseSums.verified(text.getBytes(StandardCharsets.UTF_8), signature,
                ReleaseKeys.of(List.of(TestRelease.text(keys), TestRelease.text(second))));
    }

    private static void refused(String why, Runnable what) {
        Fault fault = assertThrows(Fault.class, what::run);
        assertEquals(Fault.Code.DOWNLOAD_FAILED, fault.code());
        assertTrue(fault.getMessage().contains(why), fault.getMessage());
    }
}
