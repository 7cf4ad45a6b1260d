package dev.earshot.cli;

import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.Job;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Jobs as the terminal shows them, to the letter. */
class JobTableTest {

    private static final Instant NOW = Instant.parse("2026-11-21T16:00:00Z");

    @Test
    void aListHasARowForEach() {
        assertEquals("""
                ID  CREATED  KIND        STATE      PROGRESS  NAME   NOTE
                a1  15:58    transcribe  running    42 %      a.mp3
                a2  15:58    folder      running    -                3 done, 1 failed, 2 already transcribed of 9
                a3  15:58    transcribe  waiting    -         c.mp3  waits for 200 MB
                a4  15:58    transcribe  failed     100 %     d.mp3  It is broken
                a5  15:58    download    running    -         base   5 MB / 10 MB  1.0 MB/s  0:05 left
                a6  15:58    download    completed  -         base   from a mirror
                """,
                list(job("a1", "transcribe", "running", "\"name\":\"a.mp3\",\"progress\":0.421"),
                        job("a2", "folder", "running",
                                "\"folder\":{\"phase\":\"transcription\",\"files\":9,\"done\":3,\"failed\":1,\"current\":2,\"refused\":0,\"seconds\":1}"),
                        job("a3", "transcribe", "waiting", "\"name\":\"c.mp3\",\"waiting\":\"waits for 200 MB\""),
                        job("a4", "transcribe", "failed", "\"name\":\"d.mp3\",\"progress\":1,\"error\":{\"code\":\"bad-audio\",\"message\":\"It is\\nbroken\","
                                + "\"retryable\":false}"),
                        job("a5", "download", "running", "\"name\":\"base\",\"transfer\":{\"received\":5000000,\"total\":10000000,\"bytes_per_second\":1000000,"
                                + "\"seconds_left\":5}"),
                        job("a6", "download", "completed", "\"name\":\"base\",\"notice\":\"from a mirror\",\"transfer\":{\"received\":1,\"total\":1}")));
    }

    @Test
    void aDownloadOfUnknownSizeHasNoPercentAndIsShownOnce() {
        String download = "\"download\":{\"job\":\"d1\",\"model\":\"base\",\"state\":\"running\",\"received\":5,\"total\":0}";
        List<String> lines = list(job("a1", "transcribe", "waiting", download), job("a2", "transcribe", "waiting", download)).lines().toList();
        assertEquals(List.of("ID", "a1", "└ d1", "a2"), lines.stream().map(line -> line.replaceAll("(\\S+( d1)?).*", "$1")).toList());
        assertEquals("└ d1 download running - base", lines.get(2).replaceAll("\\s+", " ").replaceAll("base .*", "base"));
    }

    @ParameterizedTest
    @CsvSource({"40, 40", "41, 40"})
    void aLongNameIsShortenedInItsMiddle(int length, int shown) {
        String name = "abcdefghij".repeat(5).substring(0, length);
        String seen = list(job("a1", "transcribe", "running", "\"name\":\"" + name + "\"")).lines().toList().get(1).replaceAll(".*\\s", "");
        assertEquals(shown, seen.length());
        assertEquals(length == 40 ? name : name.substring(0, 20) + "…" + name.substring(22), seen);
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "61, 60"})
    void aLongNoteLosesItsEnd(int length, int shown) {
        String note = "x".repeat(length);
        String seen = list(job("a1", "transcribe", "running", "\"notice\":\"" + note + "\"")).lines().toList().get(1).replaceAll(".*\\s", "");
        assertEquals(shown, seen.length());
        assertEquals(length > 60, seen.endsWith("…"));
    }

    @Test
    void detailsSayAllThatIsKnown() {
        assertEquals("""
                ID        a1
                NAME      talk.mp3
                KIND      transcribe
                STATE     waiting, 10 %
                MODEL     base
                LANGUAGE  en
                CREATED   15:58 (2 min ago)
                AUDIO     2:05
                TIMING    waited 0.0 s, loading 0.5 s, computing 0.0 s
                NOTE      waits for the download of base
                DOWNLOAD  base  [##########          ]  50 %  5 MB / 10 MB
                NEXT      'earshot jobs retry a1' starts it again as a new job.
                LOG       15:59:00  queued
                          15:59:01  loading
                """, trimmed(JobTable.details(job("a1", "transcribe", "waiting", "\"name\":\"talk.mp3\",\"progress\":0.1,\"model\":\"base\","
                + "\"language\":\"en\",\"duration\":125,"
                + "\"timing\":{\"waited_ms\":0,\"loading_ms\":500,\"computing_ms\":0,\"real_time_factor\":0},\"can_retry\":true,"
                + "\"download\":{\"job\":\"d1\",\"model\":\"base\",\"state\":\"running\",\"received\":5000000,\"total\":10000000},"
                + "\"log\":[{\"at\":\"2026-11-21T15:59:00Z\",\"message\":\"queued\"},{\"at\":\"2026-11-21T15:59:01Z\",\"message\":\"loading\"}]"), NOW,
                ZoneOffset.UTC)));
    }

    @Test
    void detailsLeaveOutWhatIsNotKnown() {
        String details = trimmed(JobTable.details(job("a1", "transcribe", "completed", "\"progress\":1,\"ended\":\"2026-11-21T15:59:00Z\""), NOW,
                ZoneOffset.UTC));
        assertEquals("""
                ID        a1
                NAME
                KIND      transcribe
                STATE     completed
                MODEL     -
                LANGUAGE  -
                CREATED   15:58 (2 min ago)
                ENDED     15:59 (1 min ago)
                """, details);
        assertFalse(details.contains("LOG"));
    }

    private static String list(Job... jobs) {
        return trimmed(JobTable.of(List.of(jobs), NOW, ZoneOffset.UTC));
    }

    private static String trimmed(String table) {
        return Arrays.stream(table.split("\\R")).map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
    }

    private static Job job(String id, String kind, String state, String more) {
        return Json.read("{\"id\":\"" + id + "\",\"kind\":\"" + kind + "\",\"state\":\"" + state + "\",\"created\":\"2026-11-21T15:58:00Z\"," + more + "}",
                Job.class);
    }
}
