package dev.earshot.bench;

import dev.earshot.bench.TimedWords.TimedWord;
import dev.earshot.engine.process.ProcessEngine;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.machine.Children;
import dev.earshot.speech.AlignmentHead;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** How far the times of words are from the truth, through the whole service, and whether sounds without words end the engine's process. */
final class WordBench {

    private static final int ODD_SOUNDS = 200;
    private static final int SEED = 17;
    private static final int HEADER = 44;
    /** More than the 224 tokens that Whisper takes. */
    private static final String LONG_PROMPT = "one two three ".repeat(80);
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(1);
    /** Those of the bundled model; another one is aligned by the heads of its top layer. */
    private static final List<AlignmentHead> MICRO = List.of(new AlignmentHead(2, 0));
    /** What ffmpeg is told for each form, and the ending. */
    private static final Map<String, List<String>> FORMS = new LinkedHashMap<>();

    static {
        FORMS.put("wav", List.of());
        FORMS.put("stereo.wav", List.of("-ar", "44100", "-ac", "2"));
        FORMS.put("mp3", List.of("-b:a", "64k"));
    }

    private final Bench.BenchSettings settings;
    private final BiConsumer<String, Object[]> line;
    private SpeechEngine engine;

    WordBench(Bench.BenchSettings settings, BiConsumer<String, Object[]> line) {
        this.settings = settings;
        this.line = line;
    }

    void measure(Path data) throws IOException {
        times(data);
        oddSounds(data);
    }

    private void times(Path data) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(settings.audio().resolve("words"))) {
            files = all.filter(file -> file.toString().endsWith(".flac")).sorted().toList();
        }
        say("%-20s %-9s %14s %8s %12s %8s", "", "heard", "starts <0.1 s", "median", "ends <0.2 s", "median");
        try (ServeProcess service = new ServeProcess(data, Map.of())) {
            // The service unpacks ffmpeg when it first needs it.
            service.words(Files.readAllBytes(files.get(0)), settings.model());
            Path ffmpeg = FfmpegTool.find(data);
            for (Map.Entry<String, List<String>> form : FORMS.entrySet()) {
                TimedWords apart = new TimedWords();
                TimedWords fluent = new TimedWords();
                for (Path file : files) {
                    Path audio = data.resolve("words." + form.getKey());
                    if (ffmpeg == null || !FfmpegTool.convert(ffmpeg, file, audio, form.getValue())) {
                        say("%s is left out: it cannot be made here", form.getKey());
                        break;
                    }
                    List<TimedWord> truth = TimedWords.read(Path.of(file.toString().replaceAll("\\.flac$", ".txt")));
                    List<TimedWord> found = found(service.words(Files.readAllBytes(audio), settings.model()));
                    (file.getFileName().toString().startsWith("apart") ? apart : fluent).add(truth, found);
                }
                say("%-20s %s", form.getKey() + ", apart", apart.row());
                say("%-20s %s", form.getKey() + ", fluent", fluent.row());
            }
        }
        say("%-20s %-9s %13.0f %% %8s %10.0f %%", "wanted, apart", "", 90.0, "", 85.0);
        say("%-20s %-9s %13.0f %% %8s %10.0f %%", "wanted, fluent", "", 85.0, "", 80.0);
    }

    private static List<TimedWord> found(String verbose) {
        JsonArray words = new JsonObject(verbose).getJsonArray("words", new JsonArray());
        return words.stream().map(JsonObject.class::cast).map(word -> new TimedWord(word.getDouble("start"), word.getDouble("end"), word.getString("word")))
                .toList();
    }

    private void oddSounds(Path data) throws IOException {
        byte[] wav = Files.readAllBytes(BenchAudio.samples(settings.audio()).get(0));
        byte[] word = OddSounds.repeated(Arrays.copyOfRange(wav, HEADER, wav.length));
        Random random = new Random(SEED);
        int died = 0;
        int withoutWords = 0;
        int withoutText = 0;
        try (Children children = new Children(data)) {
            for (int i = 0; i < ODD_SOUNDS; i++) {
                byte[] pcm = i % 7 == 6 ? word : OddSounds.of(i, random);
                WindowRequest window = new WindowRequest(pcm, "en", false, i % 3 == 0 ? LONG_PROMPT : "", i % 4 == 0 ? 0.8f : 0, 0,
                        Runtime.getRuntime().availableProcessors());
                Recognition heard = recognise(data, children, window.withWords(settings.model().equals("micro.en") ? MICRO : List.of()));
                if (heard == null) {
                    died++;
                    heard = recognise(data, children, window);
                    died += heard == null ? 1 : 0;
                    withoutText += heard == null ? 1 : 0;
                }
                withoutWords += heard == null || heard.segments().stream().anyMatch(segment -> segment.words() == null) ? 1 : 0;
            }
        } finally {
            end();
        }
        say("%d odd sounds with words: %d processes died, %d windows lost words, %d lost their text", ODD_SOUNDS, died, withoutWords, withoutText);
    }

    /** Null where the process died of it; the next window has a new one. */
    private Recognition recognise(Path data, Children children, WindowRequest window) {
        try {
            if (engine == null) {
                engine = ProcessEngine.start(settings.modelFile(), data, LOAD_LIMIT, children);
            }
            return engine.recognise(window);
        } catch (EngineLost e) {
            end();
            return null;
        } catch (WindowAborted e) {
            throw new IllegalStateException("nobody has aborted it", e);
        }
    }

    private void end() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    private void say(String format, Object... values) {
        line.accept(format, values);
    }
}
