package dev.earshot.audio;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FfmpegLogTest {

    /** The last one is the longest that ffmpeg can write; a listener that fails at it would leave the decoder waiting for a reader. */
    @ParameterizedTest
    @CsvSource({"00:01:02.50, 62.5", "600000:00:00.00, 2160000000", "2562047788:00:54.77, 9223372036854.77"})
    void theLengthOfAnyFileIsRead(String told, double seconds) {
        FfmpegLog log = new FfmpegLog();
        log.add("  Duration: " + told + ", start: 0.000000, bitrate: 128 kb/s");
        assertEquals(seconds, log.duration());
    }

    @Test
    void whatIsSaidLastIsOneSentence() {
        FfmpegLog log = new FfmpegLog();
        log.add("[mp3 @ 0x55d0c2a1c0c0] Format mp3 detected only with low score of 1, misdetection possible!");
        log.add("[mp3 @ 0x55d0c2a1c0c0] Failed to find two consecutive MPEG audio frames.");
        log.add("Error opening input: Invalid data found when processing input");
        assertEquals("Format mp3 detected only with low score of 1, misdetection possible; Failed to find two consecutive MPEG audio frames; "
                + "Invalid data found when processing input", log.lastMessages());
    }
}
