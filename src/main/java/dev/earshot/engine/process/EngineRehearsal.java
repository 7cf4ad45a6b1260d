package dev.earshot.engine.process;

import dev.earshot.engine.registry.EngineRegistry;
import dev.earshot.engine.spi.EngineFactory;
import dev.earshot.engine.spi.EngineLost;
import dev.earshot.engine.spi.SpeechEngine;
import dev.earshot.engine.spi.WindowAborted;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.speech.Pcm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * For the launcher, which has Java record what this loads: {@code EngineRehearsal EMPTY-FOLDER} does what {@link EngineHost} does with the bundled model and
 * a second of silence. An engine process then maps its classes from a file ({@link EngineLauncher#ARCHIVE}).
 */
public final class EngineRehearsal {

    private static final String MODEL = "/models/ggml-micro.en.bin";

    private EngineRehearsal() {
    }

    public static void main(String[] args) throws IOException, EngineLost, WindowAborted, ReflectiveOperationException {
        Path folder = Path.of(args[0]);
        Path model = folder.resolve("model.bin");
        try (InputStream bundled = EngineRehearsal.class.getResourceAsStream(MODEL)) {
            Files.copy(bundled, model);
        }
        Class.forName(EngineHost.class.getName());
        EngineFactory factory = EngineRegistry.of(model);
        DataOutputStream nowhere = new DataOutputStream(OutputStream.nullOutputStream());
        try (SpeechEngine engine = factory.load(model, factory.install(folder), null)) {
            EngineProtocol.writeReady(nowhere, engine.capabilities(), engine.info());
            EngineProtocol.writeRecognition(nowhere, engine.recognise(window(), segment -> { }));
            engine.trimMemory();
        }
    }

    private static WindowRequest window() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        EngineProtocol.writeWindow(new DataOutputStream(frame), 1,
                new WindowRequest(new byte[Pcm.RATE * Pcm.BYTES], "en", false, "", 0, 384, 1), true);
        EngineProtocol.HostRequest request = EngineProtocol.readRequest(new DataInputStream(new ByteArrayInputStream(frame.toByteArray())));
        return ((EngineProtocol.Window) request).request();
    }
}
