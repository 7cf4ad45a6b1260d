package dev.earshot.engine.whisper;

import dev.earshot.audio.Decoded;
import dev.earshot.engine.SpeechEngineContract;
import dev.earshot.engine.TestSamples;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.binding.NativeFolder;
import dev.earshot.engine.whisper.binding.StructBytes;
import dev.earshot.engine.whisper.binding.Token;
import dev.earshot.engine.whisper.binding.UnfitLibrary;
import dev.earshot.engine.whisper.binding.WhisperLibrary;
import dev.earshot.engine.whisper.binding.WhisperModel;
import dev.earshot.engine.whisper.binding.WhisperState;
import dev.earshot.speech.AlignmentHead;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;
import dev.earshot.speech.TokenLogprob;
import dev.earshot.whole.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The contract in this JVM, by the C API; and that it tells the same as whisper-jni, and more. */
class CApiEngineTest extends SpeechEngineContract {

    @Override
    protected SpeechEngine start(Path model) {
        WhisperFactory factory = new WhisperFactory();
        return factory.load(model, factory.install(data), line -> { });
    }

    private Recognition heard(WindowRequest window) throws EngineLost, WindowAborted {
        try (SpeechEngine engine = start(TestSamples.MODEL)) {
            return engine.recognise(window);
        }
    }

    @Test
    void theFactoryChoosesIt() throws EngineLost, WindowAborted {
        try (SpeechEngine engine = start(TestSamples.MODEL)) {
            assertEquals("whisper.cpp 1.7.1", engine.info().library() + " " + engine.info().version());
            assertNull(engine.info().lacks());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"commands", "commands-us", "digits", "digits-gb", "hello-world", "jfk", "numbers-scotland"})
    void theSegmentsAreThoseOfWhisperJni(String sample) throws EngineLost, WindowAborted {
        WindowRequest window = TestSamples.window(TestSamples.pcm(sample));
        isTheSame(window);
        int few = AudioContext.positions(window.seconds(), 384, 128);
        isTheSame(window.withAudioContext(few));
        isTheSame(new WindowRequest(window.pcm(), "auto", true, "one two, three", 0.8f, few, 1));
    }

    @Test
    void theSegmentsOfALongWindowAreThoseOfWhisperJni() throws EngineLost, WindowAborted {
        isTheSame(TestSamples.window(TestSamples.longWindow()));
    }

    /** At their small contexts, where more is doubtful; at full context they are the same, too, in minutes. */
    @Test
    void theSegmentsOfAllHeldOutUtterancesAreThoseOfWhisperJni() throws IOException, EngineLost, WindowAborted {
        try (SpeechEngine engine = start(TestSamples.MODEL);
             SpeechEngine plain = JniEngine.load(TestSamples.MODEL, line -> { }, LibraryChoice.PACKAGED, null)) {
            for (Path file : Samples.held()) {
                WindowRequest window = TestSamples.window(Decoded.pcm(file, data));
                isTheSame(window.withAudioContext(AudioContext.positions(window.seconds(), 384, 128)), engine, plain);
            }
        }
    }

    private void isTheSame(WindowRequest window) throws EngineLost, WindowAborted {
        try (SpeechEngine engine = start(TestSamples.MODEL);
             SpeechEngine plain = JniEngine.load(TestSamples.MODEL, line -> { }, LibraryChoice.PACKAGED, null)) {
            isTheSame(window, engine, plain);
        }
    }

    private static void isTheSame(WindowRequest window, SpeechEngine engine, SpeechEngine plain) throws EngineLost, WindowAborted {
        Recognition heard = engine.recognise(window);
        Recognition expected = plain.recognise(window);
        assertEquals(expected.segments(), heard.segments().stream().map(each -> new Segment(each.start(), each.end(), each.text())).toList());
        assertEquals(expected.language(), heard.language());
    }

    /** What the library tells of a window. */
    private List<HeardSegment> tokens(byte[] pcm) throws UnfitLibrary {
        WhisperLibrary library = WhisperLibrary.open(new NativeFolder(new WhisperFactory().install(data)).whisper().orElseThrow(), line -> { });
        try (StructBytes context = library.contextParams().set("use_gpu", false);
             WhisperModel model = library.load(TestSamples.MODEL, context).orElseThrow();
             WhisperState state = model.newState().orElseThrow(); StructBytes params = library.fullParams().set("print_progress", false)) {
            FloatBuffer samples = ByteBuffer.allocateDirect(WhisperWindow.samples(pcm) * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
            WhisperWindow.fill(pcm, samples);
            assertEquals(0, state.full(params, samples.rewind()));
            return CApiEngine.heard(state, TestSamples.window(pcm), segment -> null).heard();
        }
    }

    @Test
    void theTextOfASegmentIsThatOfItsTokens() throws UnfitLibrary {
        List<HeardSegment> heard = tokens(TestSamples.longWindow());

        assertTrue(heard.size() > 1, heard.toString());
        for (HeardSegment segment : heard) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            segment.tokens().stream().filter(Token::text).forEach(token -> text.writeBytes(token.bytes()));
            assertEquals(segment.segment().text(), text.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void eachTokenSaysHowSureTheModelWas() throws UnfitLibrary {
        List<Token> tokens = tokens(TestSamples.pcm("digits")).get(0).tokens();

        for (Token token : tokens) {
            assertTrue(token.probability() > 0 && token.probability() <= 1, token.toString());
            assertEquals(Math.log(token.probability()), token.logProbability(), 1e-3, token.toString());
            assertNull(token.aligned(), "nobody asked for alignment");
        }
        assertTrue(tokens.stream().anyMatch(token -> !token.text() && token.id() > 50_000), "timestamps");
    }

    @Test
    void theProbabilitiesOfTokensAreToldWhereTheyAreWishedForAndTheirMeanIsThatOfTheSegment() throws EngineLost, WindowAborted {
        WindowRequest window = TestSamples.window(TestSamples.longWindow());
        List<Segment> told = heard(window.withLogprobs()).segments();
        List<Segment> silent = heard(window).segments();

        assertEquals(silent.stream().map(Segment::text).toList(), told.stream().map(Segment::text).toList());
        for (int i = 0; i < told.size(); i++) {
            Confidence confidence = told.get(i).confidence();
            assertNull(silent.get(i).confidence().logprobs());
            assertEquals(told.get(i).text(), confidence.logprobs().stream().map(TokenLogprob::token).collect(Collectors.joining()));
            assertEquals(confidence.tokens().size(), confidence.logprobs().size());
            assertEquals(confidence.avgLogprob(), confidence.logprobs().stream().mapToDouble(TokenLogprob::logprob).average().orElseThrow(), 1e-4);
        }
    }

    @Test
    void eachSegmentIsToldAsSoonAsItIsFinal() throws EngineLost, WindowAborted {
        try (SpeechEngine engine = start(TestSamples.MODEL)) {
            List<Segment> progress = new ArrayList<>();
            Recognition heard = engine.recognise(TestSamples.window(TestSamples.longWindow()), progress::add);
            assertTrue(progress.size() > 1, progress.toString());
            assertEquals(heard.segments(), progress);
        }
    }

    @Test
    void anAbortEndsAWindowAndTheNextOneIsWhole() throws EngineLost, WindowAborted {
        try (SpeechEngine engine = start(TestSamples.MODEL)) {
            List<Segment> progress = new ArrayList<>();
            assertThrows(WindowAborted.class, () -> engine.recognise(TestSamples.window(TestSamples.longWindow()), segment -> {
                progress.add(segment);
                engine.abort();
            }));
            assertFalse(progress.isEmpty());
            assertEquals(TestSamples.words("digits"), TestSamples.text(engine.recognise(TestSamples.window(TestSamples.pcm("digits")))));
        }
    }

    @Test
    void anAbortBeforeAWindowEndsThatAndNoOther() throws EngineLost, WindowAborted {
        try (SpeechEngine engine = start(TestSamples.MODEL)) {
            WindowRequest window = TestSamples.window(TestSamples.pcm("digits"));
            engine.abort();
            assertThrows(WindowAborted.class, () -> engine.recognise(window));
            assertEquals(TestSamples.words("digits"), TestSamples.text(engine.recognise(window)));
        }
    }

    @Test
    void speechIsToldFromNoiseAndWordsThatAreKnownFromOthers() throws EngineLost, WindowAborted {
        Confidence sure = heard(TestSamples.window(TestSamples.pcm("digits"))).segments().get(0).confidence();
        Confidence unsure = heard(TestSamples.window(TestSamples.pcm("jfk"))).segments().get(0).confidence();

        assertTrue(sure.noSpeechProb() < 0.01, sure.toString());
        assertTrue(sure.avgLogprob() < 0 && sure.avgLogprob() > -0.1, sure.toString());
        assertTrue(unsure.avgLogprob() < -0.3, unsure.toString());
        assertEquals(10, sure.tokens().size());
        assertEquals(0.0, sure.temperature());
    }

    /** At the highest temperature a model that knows nothing says what chance will have it; with a hint of an end. */
    private List<Segment> atChance(float noSpeech) throws IOException, EngineLost, WindowAborted {
        int end = 50_257;
        int noSpeechToken = 50_362;
        Path model = SyntheticModel.named("micro").with(Map.of(end, 10f, noSpeechToken, noSpeech)).write(data.resolve("ggml-chance.bin"));
        try (SpeechEngine engine = start(model)) {
            return engine.recognise(new WindowRequest(TestSamples.pcm("digits"), "en", false, "", 1, AudioContext.FULL, 2)).segments();
        }
    }

    @Test
    void whereTheModelHearsNoSpeechOnlyWordsThatItIsSureOfStay() throws IOException, EngineLost, WindowAborted {
        List<Segment> heard = atChance(1);
        assertTrue(heard.get(0).confidence().noSpeechProb() < 0.6 && heard.get(0).confidence().avgLogprob() < -1, heard.toString());

        assertEquals(List.of(), atChance(40));
    }

    private static Recognition at(SpeechEngine engine, float temperature) throws EngineLost, WindowAborted {
        Recognition heard = engine.recognise(new WindowRequest(TestSamples.pcm("digits"), "en", false, "", temperature, AudioContext.FULL, 2));
        assertFalse(heard.segments().isEmpty());
        heard.segments().forEach(segment -> assertEquals(0.8, segment.confidence().temperature(), segment.toString()));
        return heard;
    }

    /** To a model that knows nothing no pass succeeds; the last one counts. What chance had it say shows which passes were before. */
    @Test
    void eachSegmentHasTheTemperatureOfThePassThatItComesFrom() throws IOException, EngineLost, WindowAborted {
        try (SpeechEngine engine = start(SyntheticModel.named("micro").write(data.resolve("ggml-nothing.bin")))) {
            Recognition third = at(engine, 0);
            assertEquals(third.segments(), at(engine, 0.4f).segments(), "the first pass is without chance");
            assertNotEquals(third.segments(), at(engine, 0.8f).segments(), "here it is the first one");
        }
    }

    @Test
    void theTemperatureIsToldWithWordsToo() throws EngineLost, WindowAborted {
        Recognition heard = heard(TestSamples.window(TestSamples.pcm("digits")).withWords(List.of(new AlignmentHead(2, 0))));

        assertEquals(10, heard.segments().get(0).words().size());
        assertEquals(0.0, heard.segments().get(0).confidence().temperature());
    }

    /** A model that hears the same language in everything. */
    private Path germanModel(float logit) throws IOException {
        int end = 50_257;
        int german = 50_261;
        return SyntheticModel.named("micro").with(Map.of(end, 30f, german, logit)).write(data.resolve("ggml-german.bin"));
    }

    @Test
    void theLanguageIsDetectedAmongThoseThatTheModelKnows() throws IOException, EngineLost, WindowAborted {
        try (SpeechEngine engine = start(germanModel(5))) {
            for (int positions : new int[] {AudioContext.FULL, 384}) {
                Recognition heard = engine.recognise(new WindowRequest(TestSamples.pcm("digits"), "auto", false, "", 0, positions, 2));
                assertEquals("de", heard.language());
                assertEquals(Math.exp(5) / (Math.exp(5) + 98), heard.languageProbability(), 1e-3, "of 99 languages");
                assertNull(engine.recognise(new WindowRequest(TestSamples.pcm("digits"), "fr", false, "", 0, positions, 2)).languageProbability());
            }
        }
    }

    @Test
    void aWindowWhoseLanguageWasDetectedHasTheWordsOfOneWhoseLanguageWasNamed() throws IOException, EngineLost, WindowAborted {
        try (SpeechEngine engine = start(SyntheticModel.named("micro").with(Map.of(50_257, 10f, 50_261, 20f)).write(data.resolve("ggml-chance.bin")))) {
            WindowRequest named = new WindowRequest(TestSamples.longWindow(), "de", false, "Eins, zwei.", 1, AudioContext.FULL, 2);
            WindowRequest unnamed = named.part(named.pcm(), "auto");
            Recognition unexpected = engine.recognise(unnamed);
            Recognition expected = engine.recognise(unnamed);
            assertEquals(engine.recognise(named).segments(), expected.segments());
            assertEquals(expected, unexpected);
            assertEquals("de", expected.language());
        }
    }

    @Test
    void eachSegmentIsJudgedByTheEncodingItComesFrom() throws EngineLost, WindowAborted {
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        pcm.writeBytes(TestSamples.pcm("digits"));
        pcm.writeBytes(TestSamples.noise(20));

        List<Segment> heard = heard(TestSamples.window(pcm.toByteArray())).segments();

        // What was encoded last was noise, and Whisper said nothing to it.
        assertEquals(TestSamples.words("digits"), heard.get(0).text().strip());
        assertTrue(heard.get(0).confidence().noSpeechProb() < 0.01, heard.toString());
    }

    @Test
    void aPromptIsUtf8() throws EngineLost, WindowAborted {
        WindowRequest window = new WindowRequest(TestSamples.pcm("digits"), "en", false, "one \uD83D\uDE00 zwei \u4E09", 0, 0, 2);

        assertFalse(TestSamples.text(heard(window)).isEmpty());
    }

    @Test
    void aLibraryThatCannotBeBoundLeavesThePlainEngine() throws IOException, EngineLost, WindowAborted {
        WhisperFactory factory = new WhisperFactory();
        Path natives = factory.install(data);
        Path others = Files.createDirectory(data.resolve("others"));
        // whisper-jni in this JVM is loaded already, from where it is whole.
        JniEngine.load(TestSamples.MODEL, line -> { }, LibraryChoice.PACKAGED, null).close();
        Files.writeString(others.resolve("libwhisper.so.1"), "no library");
        try (SpeechEngine engine = factory.load(TestSamples.MODEL, others, line -> { })) {
            assertEquals("whisper-jni", engine.info().library());
            assertTrue(engine.info().lacks().contains("libwhisper.so.1"), engine.info().lacks());
            assertEquals(TestSamples.words("digits"), TestSamples.text(engine.recognise(TestSamples.window(TestSamples.pcm("digits")))));
        }
        assertTrue(Files.exists(natives.resolve("libwhisper.so.1")));
    }
}
