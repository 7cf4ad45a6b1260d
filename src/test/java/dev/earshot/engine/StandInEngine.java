package dev.earshot.engine;

import dev.earshot.engine.spi.Capabilities;
import dev.earshot.engine.spi.EngineInfo;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Segment;

import java.util.List;
import java.util.function.Consumer;

/** For tests of what is done with an engine: it holds no model, and recognises nothing but what a test says. */
public abstract class StandInEngine implements SpeechEngine {

    @Override
    public Recognition recognise(WindowRequest window, Consumer<Segment> progress) throws EngineLost {
        throw new UnsupportedOperationException();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(List.of("en"), false, false, true, false, true);
    }

    @Override
    public EngineInfo info() {
        return new EngineInfo("test", "1", null);
    }

    @Override
    public void abort() {
    }

    @Override
    public void close() {
    }
}
