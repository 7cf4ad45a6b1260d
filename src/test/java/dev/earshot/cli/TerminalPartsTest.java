package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.models.ModelMessages.ModelList;
import dev.earshot.speech.Segment;
import dev.earshot.transcript.Document;
import dev.earshot.transcript.TranscriptFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The terminal's pure parts. */
class TerminalPartsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T16:00:00Z");

    @Test
    void everyCommandExplainsItselfWithExamples() {
        List<String> commands = EarshotCommand.withAllCommands().getSubcommands().values().stream().map(CommandLine::getCommandSpec)
                .filter(command -> !command.usageMessage().hidden()).map(CommandSpec::name).toList();
        assertTrue(commands.size() > 10, commands.toString());
        for (String command : commands) {
            StringWriter help = new StringWriter();
            assertEquals(0, EarshotCommand.withAllCommands().setOut(new PrintWriter(help)).execute(command, "--help"), command);
            assertTrue(help.toString().contains("Example"), command);
        }
    }

    @Test
    void aGrowingTextIsGivenOutOnceAndWhole() {
        GrowingText text = new GrowingText();
        StringBuilder given = new StringBuilder();
        for (String soFar : List.of("", "one two\n", "one two", "one two\n\nthree\n", "one two\n\nthree four\n")) {
            given.append(text.addition(soFar));
        }
        assertEquals("one two\n\nthree four", given.toString());
        given.append(text.remainder("one two\n\nthree four five\n"));
        assertEquals("one two\n\nthree four five\n", given.toString());
        assertEquals("\nsomething else\n", text.remainder("something else"));
    }

    @Test
    void aLostServiceIsReportedWithTheWayToTheTranscript() {
        // Nothing listens on port 1.
        RemoteJobs jobs = new RemoteJobs(new RemoteService(URI.create("http://127.0.0.1:1"), null), new RetryPause(Duration.ofMillis(1)));
        Fault fault = assertThrows(Fault.class, () -> jobs.follow("job1", seen -> { }));
        assertEquals(Fault.Code.UNAVAILABLE, fault.code());
        assertEquals("The service has stopped answering. The job continues when it runs again: 'earshot jobs wait job1' waits for the job to end, "
                + "'earshot jobs text job1' prints its transcript.", fault.getMessage());
    }

    @Test
    void onlyTheTextOfASingleFileIsStreamed() {
        StringBuilder out = new StringBuilder();
        StreamOutput single = new StreamOutput(new TranscriptForm(TranscriptFormat.TEXT, false), true, out::append);
        single.onText(document("one"));
        assertEquals("one", out.toString());
        single.onText(document("one two"));
        assertEquals(Optional.of("on stdout"), single.keepPartial());
        assertEquals("one two\n", out.toString());

        out.setLength(0);
        StreamOutput among = new StreamOutput(new TranscriptForm(TranscriptFormat.TEXT, false), false, out::append);
        among.onText(document("one"));
        assertEquals("", out.toString());
        among.complete(document("one two"));
        assertEquals("one two\n", out.toString());
        out.setLength(0);
        new StreamOutput(new TranscriptForm(TranscriptFormat.TEXT, true), true, out::append).onText(document("one"));
        assertEquals("[0:00] one", out.toString());
        assertEquals(Optional.empty(), new StreamOutput(new TranscriptForm(TranscriptFormat.SRT, false), true, out::append).keepPartial());
    }

    @Test
    void aFileGrowsAsAPartAndStaysOneWhereItDoesNotBecomeWhole(@TempDir Path folder) throws IOException {
        Destination destination = Destination.of(folder, "txt,srt", false, List.of("talk.mp3"));
        Output output = destination.output("talk.mp3", text -> { });
        output.onText(document("one"));
        output.onText(document("one two"));
        assertEquals("one two\n", Files.readString(folder.resolve("talk.txt.part")));
        assertTrue(output.keepPartial().orElseThrow().contains("talk.txt.part and "), output.keepPartial().orElseThrow());
        assertFalse(Files.exists(folder.resolve("talk.txt")));

        output.complete(document("one two three"));
        assertEquals("one two three\n", Files.readString(folder.resolve("talk.txt")));
        try (var files = Files.list(folder)) {
            assertEquals(List.of("talk.srt", "talk.txt"), files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void theFormatFollowsTheNameUnlessItIsSaid(@TempDir Path folder) {
        assertEquals(Optional.of(TranscriptFormat.SRT), Formats.ofName(Path.of("a/talk.SRT")));
        assertEquals(Optional.empty(), Formats.ofName(Path.of("subtitles")));
        assertEquals(Optional.empty(), Formats.ofName(Path.of(".srt")));
        assertEquals(List.of(TranscriptFormat.TEXT, TranscriptFormat.SRT), Formats.parse("txt, srt,text"));
        assertEquals(4, Formats.parse("all").size());
        assertThrows(IllegalArgumentException.class, () -> Formats.parse("srt,"));
        assertThrows(IllegalArgumentException.class, () -> Formats.parse("json,verbose_json"));

        assertRefused("cannot share stdout", null, "srt", "a.wav", "b.wav");
        assertRefused("add --output DIR", null, "srt,vtt", "a.wav");
        assertRefused("2 files", folder.resolve("talk.srt"), null, "a.wav", "b.wav");
        assertRefused("several formats", folder.resolve("talk.srt"), "all", "a.wav");
        assertThrows(IllegalArgumentException.class, () -> Destination.of(null, "srt", true, List.of("a.wav")));
        assertRefused("would both be written to", folder, null, "a/x.wav", "b/x.wav");
    }

    private static void assertRefused(String words, Path output, String format, String... names) {
        String message = assertThrows(IllegalArgumentException.class, () -> Destination.of(output, format, false, List.of(names))).getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void timesAreForPeople() {
        assertEquals("in 4 min", TimeText.relative(NOW.plusSeconds(238), NOW));
        assertEquals("12 s ago", TimeText.relative(NOW.minusSeconds(12), NOW));
        assertEquals("in 1 h 30 min", TimeText.relative(NOW.plusSeconds(5400), NOW));
        assertEquals("3 d ago", TimeText.relative(NOW.minusSeconds(3 * 86_400 + 5), NOW));
        assertEquals("now", TimeText.relative(NOW, NOW));
        assertEquals("14:05", TimeText.date(Instant.parse("2026-11-21T14:05:59Z"), NOW, ZoneOffset.UTC));
        assertEquals("20 Nov 14:05", TimeText.date(Instant.parse("2026-11-20T14:05:59Z"), NOW, ZoneOffset.UTC));
        assertEquals("20 Nov 2025", TimeText.date(Instant.parse("2025-11-20T14:05:59Z"), NOW, ZoneOffset.UTC));
        assertEquals(NOW.minusSeconds(7200), JobFilterOptions.since("2h", NOW, ZoneOffset.UTC));
        assertEquals(Instant.parse("2026-01-31T00:00:00Z"), JobFilterOptions.since("2026-01-31", NOW, ZoneOffset.UTC));
        assertThrows(IllegalArgumentException.class, () -> JobFilterOptions.since("yesterday", NOW, ZoneOffset.UTC));
    }

    @Test
    void aDownloadStandsOnceBelowTheFirstThatWaitsForIt() {
        String download = "\"download\":{\"job\":\"d1\",\"model\":\"base\",\"state\":\"running\",\"received\":44000000,\"total\":148000000,"
                + "\"bytes_per_second\":1.2e7,\"seconds_left\":9}";
        String table = JobTable.of(List.of(job("a2", "b.mp3", "waiting", download), job("a1", "a.mp3", "waiting", download),
                job("a0", "c.mp3", "failed", "\"error\":{\"code\":\"bad-audio\",\"message\":\"" + "long ".repeat(40) + "\",\"retryable\":false}")),
                NOW, ZoneOffset.UTC);
        assertEquals(5, table.lines().count(), table);
        assertTrue(table.lines().toList().get(2).matches("└ d1 +download +running +30 % +base +44 MB / 148 MB  12.0 MB/s  0:09 left"), table);
        assertTrue(table.lines().toList().get(3).contains("waits for the download of base"), table);
        assertTrue(table.lines().allMatch(line -> line.length() < 140), table);
    }

    @Test
    void aJobIsShownWithItsLogItsTimingAndWhatCanBeDone() {
        String text = JobTable.details(job("a1", "talk.mp3", "cancelled", "\"can_resume\":true,\"can_retry\":true,\"duration\":125,"
                + "\"timing\":{\"waited_ms\":1500,\"loading_ms\":800,\"computing_ms\":10000,\"real_time_factor\":0.08,"
                + "\"library\":{\"name\":\"whisper.cpp\",\"version\":\"1.7.1\",\"backend\":\"CPU\"}},"
                + "\"log\":[{\"at\":\"2026-11-21T15:59:00Z\",\"message\":\"queued\"},{\"at\":\"2026-11-21T15:59:01Z\",\"message\":\"loading base\"}]"),
                NOW, ZoneOffset.UTC);
        assertTrue(text.contains("'earshot jobs resume a1' continues where it stopped."), text);
        assertTrue(text.contains("waited 1.5 s, loading 0.8 s, computing 10.0 s (12.5x as fast as the audio); whisper.cpp 1.7.1, CPU"), text);
        assertTrue(text.contains("LOG") && text.contains("15:59:01  loading base"), text);
        assertTrue(text.contains("2:05") && text.contains("15:58 (2 min ago)"), text);
    }

    private static Job job(String id, String name, String state, String more) {
        return Json.read("{\"id\":\"" + id + "\",\"kind\":\"transcribe\",\"state\":\"" + state + "\",\"name\":\"" + name
                + "\",\"created\":\"2026-11-21T15:58:00Z\"," + more + "}", Job.class);
    }

    @Test
    void modelsStandTogetherByFamilyWithWhatIsRecommended() {
        String model = "{\"name\":\"%s\",\"family\":\"%s\",\"installed\":%s,\"bytes\":9000000,\"languages\":\"en\",\"standard\":%s}";
        ModelList models = Json.read("{\"models\":[" + String.join(",", String.format(model, "mine", "own", true, false),
                String.format(model, "tiny", "tiny", false, false), String.format(model, "base", "base", true, true),
                String.format(model, "tiny.en", "tiny", false, false)) + "],\"recommended\":[{\"use\":\"fast\",\"model\":\"base\",\"hour_minutes\":6,"
                + "\"installed\":true},{\"use\":\"best\",\"model\":\"small\",\"installed\":false}]}", ModelList.class);
        List<String> all = ModelTable.of(models, true).lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertTrue(all.get(1).startsWith("tiny tiny no ") && all.get(2).startsWith(" tiny.en no ") && all.get(3).startsWith("base base * yes ")
                && all.get(4).startsWith("own mine yes "), all.toString());
        assertEquals("* is the default model.", all.get(5));
        assertEquals("Recommended for this machine: fast base, 1 h of audio in about 6 min; best small (not installed).", all.get(6));
        assertEquals("There is no model 'tiyn'. Did you mean 'tiny'? There are mine, tiny, base, tiny.en; most also in smaller variants such as NAME-q5_1: "
                + "'earshot models --all' lists them.", ModelTable.unknownModel("tiyn", models).orElseThrow());
        assertEquals(3, ModelTable.of(models, false).lines().filter(line -> line.contains("9.0 MB") || line.contains("--all")).count());
    }

    @Test
    void aListOfModelsSaysWhatIsMissingAndWhere() {
        String models = "{\"models\":[{\"name\":\"base\",\"family\":\"base\",\"installed\":false,\"bytes\":9000000,\"languages\":\"en\",\"standard\":true},"
                + "{\"name\":\"large\",\"family\":\"large\",\"installed\":true,\"bytes\":9000000,\"languages\":\"en\",\"memory_mb\":4000,\"fits\":false}],"
                + "\"recommended\":[],\"folder\":\"%s\"}";

        List<String> here = ModelTable.of(Json.read(String.format(models, "/srv/models"), ModelList.class), false).lines().toList();

        assertTrue(here.get(1).matches("large +large +yes +9.0 MB +en +4000 MB +- +does not fit into this machine's memory"), here.toString());
        assertEquals(List.of("The default model 'base' is not installed yet; it is downloaded when it is first needed, or by 'earshot pull base'.",
                "'earshot models --all' also lists what can be downloaded.", "Folder: /srv/models"), here.subList(2, here.size()));
        assertFalse(ModelTable.of(Json.read(String.format(models, "models"), ModelList.class), false).contains("Folder"), "a service does not tell where");
    }

    @Test
    void aPathIsEncodedWithItsQuery() {
        assertEquals("/api/jobs/a%2F..%20b?q=%C3%BCber%20alles&limit=3", RemoteService.query(RemoteService.path("/api/jobs", "a/.. b"),
                "q", "über alles", "state", null, "limit", 3));
    }

    private static Document document(String text) {
        return new Document("transcribe", "en", null, 9.0, text, List.of(new Segment(0, 1, text)), "micro.en", null, null);
    }
}
