package dev.earshot.engine;

import dev.earshot.bus.BusRig;
import dev.earshot.bus.PcmMessage;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages.LoadEngineModel;
import dev.earshot.engine.EngineMessages.ShortSpeechMode;
import dev.earshot.engine.EngineMessages.ShortWindowCompared;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.EngineMessages.UnloadEngineModel;
import dev.earshot.engine.EngineMessages.UseShortSpeech;
import dev.earshot.engine.whisper.AudioContext;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Short windows that are compared with full context, with the real engine. */
class ShortSpeechComparisonTest extends BusRig {

    private final BlockingQueue<ShortWindowCompared> compared = new LinkedBlockingQueue<>();

    @BeforeEach
    void load() {
        bus.subscribe(EngineMessages.COMPARED, compared::add);
        await(vertx.deployVerticle(new EngineVerticle(bus, Config.defaults().with(Map.of("data", data, "engine.threads", 2)), Clock.systemUTC(),
                Duration.ofMillis(1)), EngineVerticle.deployment()));
        await(bus.request(EngineMessages.LOAD, new LoadEngineModel("micro.en", TestSamples.MODEL.toString(), null, null)));
    }

    private TranscribedWindow transcribe(String sample) {
        return await(bus.request(EngineMessages.TRANSCRIBE, new PcmMessage<>(new TranscribeWindow("t", null, null, "micro.en", "en", false, null, null, null),
                Buffer.buffer(TestSamples.pcm(sample)))));
    }

    private void use(ShortSpeechMode mode, int every) {
        await(bus.request(EngineMessages.SHORT_SPEECH, new UseShortSpeech("micro.en", mode, every)));
    }

    @Test
    void whatWasBelievedIsRecognisedAgainWhenThereIsTime() throws InterruptedException {
        use(ShortSpeechMode.CHECKED, 1);
        assertTrue(transcribe("hello-world").audioContext() < AudioContext.FULL);

        ShortWindowCompared first = compared.poll(60, TimeUnit.SECONDS);
        assertNotNull(first);
        assertEquals("micro.en agreed", first.model() + " " + first.result().text());
    }

    @Test
    void oneOfSoManyIsComparedAndNoneThatWasEncodedWhole() throws InterruptedException {
        use(ShortSpeechMode.WHOLE, 1);
        assertEquals(AudioContext.FULL, transcribe("hello-world").audioContext());
        use(ShortSpeechMode.CHECKED, 2);
        transcribe("hello-world");
        transcribe("hello-world");

        assertNotNull(compared.poll(60, TimeUnit.SECONDS));
        // Behind it in the engine's only thread, so that whatever there was to compare is done.
        await(bus.request(EngineMessages.UNLOAD, new UnloadEngineModel("micro.en")));
        assertEquals(0, compared.size());
    }

    @Test
    void aModelMadeForItIsEncodedHardlyFurtherThanTheAudio() {
        use(ShortSpeechMode.FITTED, 0);
        double seconds = TestSamples.window(TestSamples.pcm("hello-world")).seconds();

        int positions = transcribe("hello-world").audioContext();

        assertTrue(positions == AudioContext.FULL || positions == (int) Math.ceil(seconds * 50) + 64, positions + " for " + seconds + " s");
    }
}
