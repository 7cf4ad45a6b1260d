package dev.earshot.cli;

import dev.earshot.bus.Json;
import dev.earshot.jobs.JobDetailMessages.DownloadDetails;
import dev.earshot.jobs.JobDetailMessages.DownloadProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Times and progress, to the letter. */
class TimeTextTest {

    private static final Instant NOW = Instant.parse("2026-11-21T16:00:00Z");

    @ParameterizedTest
    @CsvSource({"0, now", "59, in 59 s", "60, in 1 min", "3599, in 60 min", "3600, in 1 h", "3660, in 1 h 1 min", "35940, in 9 h 59 min", "36060, in 10 h",
            "86399, in 24 h",
        "86400, in 1 d", "-1, 1 s ago", "-7260, 2 h 1 min ago"})
    void timesAreRelative(long seconds, String text) {
        assertEquals(text, TimeText.relative(NOW.plusSeconds(seconds), NOW));
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "59.4, 0:59", "59.5, 1:00", "3599, 59:59", "3600, 1:00:00", "36125, 10:02:05"})
    void clocksHaveHoursWhereTheyNeedThem(double seconds, String text) {
        assertEquals(text, ProgressLine.clock(seconds));
    }

    @Test
    void progressOfAFile() {
        assertEquals("0:30 done  3.0x", ProgressLine.of(30, null, Duration.ofSeconds(10)));
        assertEquals("0:30 done  3.0x", ProgressLine.of(30, 0.0, Duration.ofSeconds(10)));
        assertEquals("0:00 done", ProgressLine.of(0, null, Duration.ofSeconds(10)));
        assertEquals("0:30 done", ProgressLine.of(30, null, Duration.ZERO));
        assertEquals("[#####               ]  25 %  0:30 / 2:00  3.0x  0:30 left", ProgressLine.of(30, 120.0, Duration.ofSeconds(10)));
        assertEquals("[                    ]   0 %  0:00 / 2:00", ProgressLine.of(0, 120.0, Duration.ofSeconds(10)));
        assertEquals("[####################] 100 %  2:30 / 2:00  15.0x  0:00 left", ProgressLine.of(150, 120.0, Duration.ofSeconds(10)));
    }

    @Test
    void progressOfADownload() {
        String numbers = "\"received\":50000000,\"total\":200000000,\"bytes_per_second\":1.25e7,\"seconds_left\":12}";
        String line = "[#####               ]  25 %  50 MB / 200 MB  12.5 MB/s  0:12 left";
        assertEquals(line, ProgressLine.of(Json.read("{\"sha256\":\"x\"," + numbers, DownloadDetails.class)));
        assertEquals(line, ProgressLine.of(Json.read("{\"job\":\"d\",\"model\":\"base\",\"state\":\"running\"," + numbers, DownloadProgress.class)));
        assertEquals("1 MB / 2 MB", ProgressLine.bytes(1_000_000, 2_000_000, null, null));
    }
}
