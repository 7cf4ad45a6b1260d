package dev.earshot.whole;

import dev.earshot.TestProcess;
import dev.earshot.bench.ServeProcess;
import dev.earshot.boot.RunningService;
import dev.earshot.bus.Json;
import dev.earshot.files.AtomicFile;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The terminal beside a service of the same data directory, and what it prints while it works. */
class TerminalServiceTest {

    private static final Path HELLO = Path.of("samples/hello-world.wav");

    @TempDir
    Path data;

    private Terminal terminal() {
        return new Terminal(data);
    }

    @Test
    void theServiceOfTheDataDirectoryIsFoundAndUsed() throws Exception {
        Terminal earshot = terminal();
        Path file = data.resolve("service.json");
        try (ServeProcess service = new ServeProcess(data, Map.of())) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals("hello world\n", earshot.run("transcribe", "--local", "--model", "micro.en", HELLO.toString()).out());
            assertEquals("No model is in memory.\n", earshot.run("ps").out(), "--local does without the service");

            assertEquals("hello world\n", earshot.run("transcribe", "--model", "micro.en", HELLO.toString()).out());
            JsonObject jobs = new JsonObject(earshot.run("jobs", "--json").out());
            assertEquals(1, jobs.getJsonArray("jobs").size(), jobs.encode());
            String id = jobs.getJsonArray("jobs").getJsonObject(0).getString("id");
            String shown = earshot.run("jobs", "show", id.substring(0, 12)).out();
            assertTrue(shown.contains(id) && shown.contains("completed") && shown.contains("hello-world.wav"), shown);

            assertEquals("[0:00] hello world\n", earshot.run("jobs", "text", "--timestamps", id).out());
            Path subtitles = data.resolve("hello.srt");
            assertEquals(new Terminal.Outcome(0, "", ""), earshot.run("jobs", "text", "-o", subtitles.toString(), id));
            assertTrue(Files.readString(subtitles).startsWith("1\n00:00:0"));

            assertEquals("micro.en has been unloaded.\n", earshot.run("unload", "micro.en").out());
            assertEquals("micro.en is in memory.\n", earshot.run("load", "--keep-alive", "-1", "micro.en").out());
            assertTrue(earshot.run("ps").out().contains("for good"));
            assertTrue(earshot.run("decisions").out().contains("unloaded"));

            assertEquals("models.strategy is always (user).\n", earshot.run("settings", "set", "models.strategy", "always").out());
            assertEquals("always\n", earshot.run("settings", "get", "models.strategy").out());
            assertNotEquals("always\n", earshot.run("settings", "unset", "models.strategy").out());
            assertEquals("models.keep_alive is 15m (user).\nThis changes models.strategy to custom (user).\n",
                    earshot.run("settings", "set", "models.keep_alive", "15m").out());
            assertEquals("models.keep_alive is 5m (default).\nThis changes models.strategy to auto (default).\n",
                    earshot.run("settings", "unset", "models.keep_alive").out());
            Terminal.Outcome mistyped = earshot.run("settings", "get", "models.stratgy");
            assertEquals(2, mistyped.code());
            assertTrue(mistyped.err().contains("Did you mean 'models.strategy'?"), mistyped.err());
            assertEquals(id + " has been removed.\n", earshot.run("jobs", "rm", id).out());
            assertEquals("No jobs found.\n", earshot.run("jobs", "--search", "hello").out());
            service.kill();
        }
        assertTrue(Files.exists(file), "a killed service leaves it");
        assertEquals("hello world\n", terminal().run("transcribe", "--model", "micro.en", HELLO.toString()).out());
    }

    @Test
    void aFailedJobIsFoundAndDoneAgain(@TempDir Path folder) throws Exception {
        Terminal earshot = terminal();
        Path garbage = Files.writeString(folder.resolve("garbage.mp3"), "this is no audio");
        try (ServeProcess service = new ServeProcess(data, Map.of())) {
            assertEquals(1, earshot.run("transcribe", "--model", "micro.en", garbage.toString()).code());
            assertEquals("No jobs found.\n", earshot.run("jobs", "--state", "completed", "--since", "1h").out());
            JsonObject failed = new JsonObject(earshot.run("jobs", "list", "--state", "failed", "--json").out()).getJsonArray("jobs").getJsonObject(0);
            String again = earshot.run("jobs", "retry", failed.getString("id")).out();
            assertTrue(again.matches("Started again as job [0-9a-z]{22}\\.\n"), again);
            Terminal.Outcome waited = earshot.run("jobs", "wait", again.substring(again.length() - 24, again.length() - 2));
            assertEquals(1, waited.code());
            assertTrue(waited.err().startsWith("earshot: "), waited.err());
            Terminal.Outcome mistyped = earshot.run("jobs", "--state", "faild");
            assertEquals(2, mistyped.code());
            assertTrue(mistyped.err().contains("failed"), mistyped.err());
        }
    }

    @Test
    void aServiceThatWantsAKeyIsNotUsedWithoutOne() throws Exception {
        String[] lines = terminal().run("key").out().split("\n");
        Path file = data.resolve("service.json");
        try (ServeProcess service = new ServeProcess(data, Map.of("EARSHOT_AUTH_KEYS", lines[1].replace("digest  ", "")))) {
            Terminal.Outcome without = terminal().run("transcribe", "--model", "micro.en", HELLO.toString());
            assertEquals("hello world\n", without.out());
            assertTrue(without.err().contains("EARSHOT_API_KEY") && without.err().contains("Working without the service."), without.err());
            Terminal keyed = new Terminal(data, Map.of("EARSHOT_API_KEY", lines[0].replace("key     ", "")));
            assertEquals("No jobs found.\n", keyed.run("jobs").out());
            assertEquals(new Terminal.Outcome(0, "hello world\n", ""), keyed.run("transcribe", "--model", "micro.en", HELLO.toString()));
            assertTrue(keyed.run("jobs").out().contains("hello-world.wav"));
        }
        assertFalse(Files.exists(file), "a service that stops removes it");
    }

    /** A service was killed; since then somebody else has its port, and another process its number. */
    @Test
    void whoHasTheNumberAndThePortOfAKilledServiceGetsNoKey() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            int port = ((InetSocketAddress) other.getLocalAddress()).getPort();
            AtomicFile.write(data.resolve("service.json"), Json.write(
                    new RunningService(RunningService.address("127.0.0.1", port), ProcessHandle.current().pid(), "another start")));

            Terminal.Outcome outcome = new Terminal(data, Map.of("EARSHOT_API_KEY", "secret")).run("transcribe", "--model", "micro.en", HELLO.toString());

            assertEquals("hello world\n", outcome.out(), outcome.err());
            other.configureBlocking(false);
            assertNull(other.accept(), "somebody has called");
        }
    }

    @Test
    void textComesWhileItIsHeardAndCtrlCKeepsIt(@TempDir Path folder) throws Exception {
        Path recording = Samples.recording(folder.resolve("long.wav"), 1200);
        String here = interrupted(recording);
        try (ServeProcess service = new ServeProcess(data, Map.of())) {
            String there = interrupted(recording);
            assertTrue(here.startsWith(there.strip()) || there.startsWith(here.strip()), here + "\n---\n" + there);
            String job = new Client(service.url()).getJson("/api/jobs").getJsonArray("jobs").getJsonObject(0).getString("state");
            assertEquals("cancelled", job);
        }
    }

    /** Starts a transcription, presses Ctrl-C when its first words are there, and returns what it has printed. */
    private String interrupted(Path recording) throws Exception {
        Process process = terminal().start("transcribe", "--model", "micro.en", recording.toString());
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> Terminal.read(process.getErrorStream()));
        try (BufferedReader out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
            int first = out.read();
            assertTrue(process.isAlive(), "it has ended already");
            new TestProcess(process.pid()).interrupt();
            StringWriter text = new StringWriter();
            text.append((char) first);
            out.transferTo(text);
            assertEquals(130, process.onExit().join().exitValue(), err.join());
            assertTrue(err.join().contains("Cancelled. The transcript until then is on stdout."), err.join());
            assertTrue(text.toString().length() > 20 && text.toString().endsWith("\n"), text.toString());
            return text.toString();
        }
    }

    @Test
    void aFolderIsTranscribedAsByFolder(@TempDir Path folder) throws IOException {
        Files.copy(HELLO, folder.resolve("a.wav"));
        assertEquals("1 transcribed, 0 already transcribed, 0 failed.\n", terminal().run("transcribe", "--model", "micro.en", folder.toString()).out());
        assertEquals("hello world\n", Files.readString(folder.resolve("a.txt")));
        Terminal.Outcome mixed = terminal().run("transcribe", folder.toString(), HELLO.toString());
        assertEquals(2, mixed.code());
        assertTrue(mixed.err().contains("either files or one folder"), mixed.err());
    }

    @Test
    void completionWorksInBash(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("earshot.bash"), terminal().run("completion", "bash").out());
        assertEquals(List.of("settings"), complete(script, "earshot", "sett"));
        assertEquals(List.of("transcribe"), complete(script, "earshot", "tr"));
        assertEquals(List.of("--temperature"), complete(script, "earshot", "transcribe", "--te"));
        assertEquals(List.of("retry"), complete(script, "earshot", "jobs", "ret"));
        assertEquals(List.of(), complete(script, "earshot", "rehear"));
    }

    /** What bash would offer for the last word. */
    private static List<String> complete(Path script, String... words) throws Exception {
        String call = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD=" + (words.length - 1)
                + "; COMP_LINE='" + String.join(" ", words) + "'; COMP_POINT=${#COMP_LINE}; _complete_earshot earshot '" + words[words.length - 1]
                + "' '" + words[words.length - 2] + "'; printf '%s\\n' \"${COMPREPLY[@]}\"";
        String out = shell("bash", "--norc", "-c", call);
        return out.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    @Test
    void completionWorksInZsh(@TempDir Path folder) throws Exception {
        assumeTrue(installed("zsh"), "zsh is not installed");
        Path script = Files.writeString(folder.resolve("earshot.bash"), terminal().run("completion", "zsh").out());
        String registered = shell("zsh", "-f", "-c", "autoload -U compinit; compinit -u -D; source " + script + "; echo $_comps[earshot]");
        assertTrue(registered.contains("_complete_earshot"), registered);
    }

    @Test
    void completionWorksInFish(@TempDir Path folder) throws Exception {
        assumeTrue(installed("fish"), "fish is not installed");
        Path script = Files.writeString(folder.resolve("earshot.fish"), terminal().run("completion", "fish").out());
        String offered = shell("fish", "--no-config", "-c", "source " + script + "; complete -C 'earshot sett'; complete -C 'earshot jobs ret'");
        assertTrue(offered.startsWith("settings\t") && offered.contains("\nretry\t"), offered);
    }

    private static boolean installed(String shell) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, shell)));
    }

    private static String shell(String... command) throws Exception {
        Process shell = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String out = Terminal.read(shell.getInputStream());
        assertEquals(0, shell.waitFor(), out);
        return out;
    }

    @Test
    void fishKnowsEveryCommandAndOption() throws IOException {
        String script = terminal().run("completion", "fish").out();
        assertTrue(script.contains("complete -c earshot -n '__fish_use_subcommand' -a transcribe -d '"), script);
        assertTrue(script.contains("-n '__fish_seen_subcommand_from transcribe' -l temperature -x -d '"), script);
        assertTrue(script.contains("-n '__fish_seen_subcommand_from jobs; and not __fish_seen_subcommand_from "), script);
        assertFalse(script.contains("rehearse"), "hidden commands are not offered");
        assertTrue(script.lines().allMatch(line -> line.startsWith("complete -c earshot ")
                && line.replace("\\'", "").chars().filter(letter -> letter == '\'').count() % 2 == 0), script);
    }
}
