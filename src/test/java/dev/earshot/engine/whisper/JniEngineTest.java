package dev.earshot.engine.whisper;

import dev.earshot.engine.SpeechEngineContract;
import dev.earshot.engine.TestSamples;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.LibraryChoice;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.whisper.binding.NativeFolder;
import dev.earshot.speech.Segment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The contract in this JVM, by whisper-jni. */
class JniEngineTest extends SpeechEngineContract {

    @Override
    protected SpeechEngine start(Path model) {
        new NativeFolder(new WhisperFactory().install(data)).use();
        return JniEngine.load(model, line -> { }, LibraryChoice.PACKAGED, "a reason");
    }

    /** What a benchmark measures must be an encoding and one step of the decoder, also for whoever judges the answer. */
    @ParameterizedTest
    @ValueSource(strings = {"micro", "micro.en"})
    void aModelThatAnswersEndsAfterItsAnswerAtTheFirstAttempt(String name) throws IOException, EngineLost, WindowAborted {
        Path model = SyntheticModel.named(name).answering().write(data.resolve("ggml-answering.bin"));
        assertEquals(name.equals("micro"), ModelFile.check(model).multilingual());
        List<String> log = new ArrayList<>();

        try (SpeechEngine engine = JniEngine.load(model, log::add, LibraryChoice.PACKAGED, null)) {
            for (byte[] pcm : List.of(TestSamples.pcm("hello-world"), TestSamples.longWindow())) {
                Recognition heard = engine.recognise(TestSamples.window(pcm));
                assertEquals(SyntheticModel.ANSWER, TestSamples.text(heard));
                assertEquals(List.of(0.0), heard.segments().stream().map(Segment::start).toList());
                assertEquals(TestSamples.window(pcm).seconds(), heard.segments().get(0).end());
            }
        }

        assertEquals(List.of(), log.stream().filter(line -> line.contains("failed")).toList());
    }
}
