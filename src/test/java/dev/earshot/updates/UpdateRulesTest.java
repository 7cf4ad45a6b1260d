package dev.earshot.updates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** The rules without a network. */
class UpdateRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @ParameterizedTest
    @CsvSource({"v1.2.3, 1.2.3", "V1.2.3-rc.1, 1.2.3-rc.1", "' 1.2.3+build ', 1.2.3+build", "1.2, 0.0.0", "nightly, 0.0.0", "'', 0.0.0", "vv1.0.0, 0.0.0",
            "1.2.3/../x, 0.0.0"})
    void aVersionLosesItsVAndWhatIsNoneIsZero(String text, String version) {
        assertEquals(version, Versions.of(text));
    }

    @ParameterizedTest
    @CsvSource({"1.10.0, 1.9.0, true", "1.0.0, 1.0.0-rc.2, true", "1.0.0-rc.10, 1.0.0-rc.2, true", "1.0.0+b, 1.0.0+a, false", "0.9.0, 1.0.0, false",
            "nonsense, 0.0.0, false"})
    void versionsCompareBySemVer(String version, String than, boolean newer) {
        assertEquals(newer, Versions.isNewer(version, than));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"Retry-After, 90, 2026-11-22T10:01:30Z", "Retry-After, 'Sun, 22 Nov 2026 11:00:00 GMT', 2026-11-22T11:00:00Z",
            "Retry-After, 9999999999, 2026-11-29T10:00:00Z", "Retry-After, soon, -", "Retry-After, 99999999999999999999, -",
            "Retry-After, 0, -", "X-RateLimit-Reset, 1795345200, -"})
    void aServerIsBelievedForAWeekAtMost(String header, String value, Instant again) {
        assertEquals(again, RateLimit.askAgain(Map.of(header, value)::get, NOW));
    }

    @Test
    void theSectionOfAVersionEndsAtTheNextOne() {
        String log = "# Changelog\n\n## [0.10.0] - 2026-12-01\n\n- Ten.\n\n### Fixed\n\n- Much.\n\n## 0.1.0\n\n- One.\n";
        assertEquals("- Ten.\n\n### Fixed\n\n- Much.", ChangeLog.section(log, "0.10.0"));
        assertEquals("- One.", ChangeLog.section(log, "0.1.0"));
        assertNull(ChangeLog.section(log, "0.2.0"));
    }
}
