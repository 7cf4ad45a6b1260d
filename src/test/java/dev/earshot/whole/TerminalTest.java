package dev.earshot.whole;

import dev.earshot.bench.ServeProcess;
import dev.earshot.whole.Terminal.Outcome;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The program as a person runs it: arguments in, stdout, stderr and an exit code out. */
class TerminalTest {

    private static final Path DIGITS = Path.of("samples/digits.wav");
    private static final Path HELLO = Path.of("samples/hello-world.wav");

    @TempDir
    Path data;

    private Outcome earshot(String... arguments) throws IOException {
        return new Terminal(data).run(arguments);
    }

    @Test
    void aTranscriptAloneIsOnStdout() throws IOException {
        Outcome outcome = earshot("transcribe", "--model", "micro.en", DIGITS.toString());

        assertEquals("zero one two three four five six seven eight nine\n", outcome.out());
        assertEquals("", outcome.err());
        assertEquals(0, outcome.code());
    }

    @Test
    void oneBadFileDoesNotStopTheOthers() throws IOException {
        Path garbage = Files.writeString(data.resolve("garbage.mp3"), "this is no audio");

        Outcome outcome = earshot("transcribe", "--model", "micro.en", HELLO.toString(), garbage.toString(), "missing.wav", DIGITS.toString());

        assertEquals("hello world\nzero one two three four five six seven eight nine\n", outcome.out());
        List<String> lines = outcome.err().lines().toList();
        assertEquals(2, lines.size(), outcome.err());
        assertTrue(lines.get(0).startsWith("earshot: " + garbage + ": "), lines.get(0));
        assertTrue(lines.get(1).startsWith("earshot: missing.wav: "), lines.get(1));
        assertEquals(1, outcome.code());
    }

    @Test
    void aFolderIsDoneOnceAndOnlyWhatIsNewAfterwards(@TempDir Path folder) throws IOException {
        Files.copy(HELLO, folder.resolve("a.wav"));
        Files.writeString(folder.resolve("b.mp3"), "no audio");

        Outcome first = earshot("folder", "--model", "micro.en", folder.toString());
        assertEquals("1 transcribed, 0 already transcribed, 1 failed.\n", first.out());
        assertTrue(first.err().startsWith("earshot: b.mp3: "), first.err());
        assertEquals(1, first.code());
        assertEquals("hello world\n", Files.readString(folder.resolve("a.txt")));

        Files.delete(folder.resolve("b.mp3"));
        Files.copy(DIGITS, folder.resolve("c.wav"));
        Outcome second = earshot("folder", "--model", "micro.en", folder.toString());
        assertEquals("1 transcribed, 1 already transcribed, 0 failed.\n", second.out(), second.err());
        assertEquals(0, second.code());
        assertEquals(1, earshot("folder", "--model", "micro.en", folder.resolve("nothing").toString()).code());
    }

    @Test
    void stdinIsAFileLikeAnyOther() throws IOException {
        Outcome outcome = new Terminal(data).run(HELLO, "transcribe", "--model", "micro.en", "-");

        assertEquals("hello world\n", outcome.out());
        assertEquals(0, outcome.code());
    }

    @Test
    void everyFormatIsWrittenIntoTheFolder(@TempDir Path folder) throws IOException {
        // The two that end in .json cannot stand beside each other.
        for (String formats : List.of("text,srt,vtt,json", "verbose_json")) {
            Outcome outcome = earshot("transcribe", "--model", "micro.en", "--format", formats, "--output",
                    folder.resolve(formats).toString(), HELLO.toString(), DIGITS.toString());
            assertEquals(0, outcome.code(), outcome.err());
            assertEquals("", outcome.out());
        }

        Path together = folder.resolve("text,srt,vtt,json");
        assertEquals("hello world\n", Files.readString(together.resolve("hello-world.txt")));
        assertTrue(Files.readString(together.resolve("digits.srt")).startsWith("1\n00:00:0"));
        assertTrue(Files.readString(together.resolve("digits.vtt")).startsWith("WEBVTT\n"));
        assertEquals("hello world", new JsonObject(Files.readString(together.resolve("hello-world.json"))).getString("text"));
        assertEquals("english", new JsonObject(Files.readString(folder.resolve("verbose_json/hello-world.json"))).getString("language"));
    }

    @Test
    void wrongUseIsExitCodeTwoAndSaysWhatToDo() throws IOException {
        assertUsage("Missing required parameter", "transcribe");
        assertUsage("--format must be text, srt", "transcribe", "--format", "docx", HELLO.toString());
        assertUsage("Unknown command 'serv'. Did you mean 'serve'?", "serv");
        assertUsage("Unknown option '--modle'. Did you mean '--model'?", "transcribe", "--modle", "x", HELLO.toString());
        assertUsage("port must be from 0 to 65535", "serve", "--port", "99999");
        assertUsage("would both be written to", "transcribe", "--output", data.toString(), "a/x.wav", "b/x.wav");
    }

    private void assertUsage(String words, String... arguments) throws IOException {
        Outcome outcome = earshot(arguments);
        assertEquals(2, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains(words), outcome.err());
        assertTrue(outcome.err().lines().count() <= 2, outcome.err());
    }

    @Test
    void aModelThatCannotBeFetchedIsSaidInOneLine() throws IOException {
        Outcome outcome = earshot("transcribe", HELLO.toString());

        assertEquals(1, outcome.code());
        assertEquals("", outcome.out());
        assertTrue(outcome.err().contains("cannot be downloaded now: ") && outcome.err().contains("micro.en (knows 92 words only) is here") && outcome.err()
                .contains("HF_HUB_OFFLINE"), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }

    @Test
    void whatFailsInsideIsOneSentenceToo() throws IOException {
        Files.createDirectories(data.resolve("native/lock"));

        Outcome outcome = earshot("transcribe", "--model", "micro.en", "samples/held/000-seen.flac");

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().startsWith("earshot: samples/held/000-seen.flac: ffmpeg cannot be unpacked"), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }

    @Test
    void aModelCanBeNamedByItsPath() throws IOException {
        Outcome outcome = earshot("transcribe", "--model", "src/main/resources/models/ggml-micro.en.bin", HELLO.toString());

        assertEquals("hello world\n", outcome.out(), outcome.err());
    }

    @Test
    void modelsListsWhatIsInstalled() throws IOException {
        Outcome outcome = earshot("models");

        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("micro.en") && outcome.out().contains(data.resolve("models").toString()), outcome.out());
        assertTrue(outcome.out().lines().noneMatch(line -> line.startsWith("large") || line.startsWith("turbo")), outcome.out());
        assertTrue(earshot("models", "--all").out().contains("\nturbo   large-v3-turbo "));
        Outcome unknown = earshot("pull", "bse");
        assertEquals(1, unknown.code());
        assertTrue(unknown.err().contains("Did you mean 'base'? There are ") && unknown.err().contains("large-v3-turbo"), unknown.err());
    }

    @Test
    void withoutAServicePsSaysHowToStartOne() throws IOException {
        Outcome outcome = earshot("ps", "--server", "http://127.0.0.1:1");

        assertEquals(1, outcome.code());
        assertTrue(outcome.err().contains("earshot serve"), outcome.err());
    }

    @Test
    void aCommandExplainsItselfOnStdout() throws IOException {
        Outcome outcome = earshot("transcribe", "--help");

        assertTrue(outcome.out().contains("Examples:"), outcome.out());
        assertEquals("", outcome.err());
        assertEquals(0, outcome.code());
    }

    @Test
    void aRunningServiceDoesTheWorkForTheTerminal() throws IOException {
        try (ServeProcess service = new ServeProcess(data, Map.of())) {
            Outcome words = earshot("transcribe", "--server", service.url(), "--model", "micro.en", HELLO.toString(), DIGITS.toString());
            assertEquals("hello world\nzero one two three four five six seven eight nine\n", words.out(), words.err());

            Outcome resident = earshot("ps", "--server", service.url());
            assertTrue(resident.out().contains("micro.en"), resident.out());

            assertEquals(0, earshot("unload", "--server", service.url(), "micro.en").code());
            assertEquals("No model is in memory.\n", earshot("ps", "--server", service.url()).out());

            Outcome twice = earshot("unload", "--server", service.url(), "micro.en");
            assertEquals(1, twice.code());
            assertTrue(twice.err().contains("micro.en"), twice.err());

            Outcome second = earshot("serve", "--port", "0");
            assertEquals(1, second.code());
            assertTrue(second.err().contains("Another Earshot service"), second.err());
        }
    }

    @Test
    void aKeyOpensAServiceThatKnowsItsDigest() throws IOException {
        String[] lines = earshot("key").out().split("\n");
        String key = lines[0].replace("key     ", "");
        String digest = lines[1].replace("digest  ", "");
        assertTrue(key.matches("es-[A-Za-z0-9_-]{43}") && digest.matches("[0-9a-f]{64}"), key + " " + digest);
        try (ServeProcess service = new ServeProcess(data, Map.of("EARSHOT_AUTH_KEYS", digest))) {
            assertEquals("No model is in memory.\n", earshot("ps", "--server", service.url(), "--api-key", key).out());
            Outcome without = earshot("ps", "--server", service.url());
            assertEquals(1, without.code());
            assertTrue(without.err().contains("EARSHOT_API_KEY"), without.err());
            Outcome wrong = earshot("transcribe", "--server", service.url(), "--api-key", digest, HELLO.toString());
            assertEquals(1, wrong.code());
            assertTrue(wrong.err().contains("does not accept this API key"), wrong.err());
        }
    }

    @Test
    void aServiceForOtherMachinesDoesNotStartWithoutAKey() throws IOException {
        Outcome outcome = earshot("serve", "--host", "0.0.0.0", "--port", "0");
        assertEquals(2, outcome.code());
        assertTrue(outcome.err().contains("earshot key") && outcome.err().contains("EARSHOT_AUTH_REQUIRED=never"), outcome.err());
    }

    @Test
    void versionIsThatOfTheBuild() throws IOException {
        assertTrue(earshot("version").out().startsWith("earshot 0."));
    }
}
