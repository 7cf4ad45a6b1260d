package dev.earshot.models;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.EngineModelLoaded;
import dev.earshot.engine.EngineMessages.ModelCapabilities;
import dev.earshot.engine.EngineMessages.ShortSpeechMode;
import dev.earshot.engine.EngineMessages.ShortWindowCompared;
import dev.earshot.engine.EngineMessages.ShortWindowResult;
import dev.earshot.engine.EngineMessages.UseShortSpeech;
import dev.earshot.models.DecisionMessages.Decision;
import dev.earshot.models.DecisionMessages.DecisionAction;
import dev.earshot.models.DecisionMessages.DecisionCode;
import dev.earshot.models.ModelMessages.LoadModel;
import dev.earshot.models.ModelMessages.ShortSpeechState;
import dev.earshot.models.ModelMessages.ShortSpeechView;
import dev.earshot.settings.SettingsMessages;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/** What the engine is told about short speech, with real files; in place of the engine a handler that notes what it is asked. */
class ShortSpeechTrustTest {

    @TempDir
    Path data;

    private Vertx vertx;
    private Bus bus;
    private final BlockingQueue<UseShortSpeech> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Decision> decided = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
        bus.handle(EngineMessages.LOAD, request -> Future.succeededFuture(new EngineModelLoaded(request.model(), 1, 1, false,
                new ModelCapabilities(List.of("en"), false, true, false, false))));
        bus.handle(EngineMessages.UNLOAD, request -> Future.succeededFuture(Empty.INSTANCE));
        bus.handle(EngineMessages.STATUS, request -> Future.succeededFuture(
                new EngineMessages.EngineStatus(Config.Isolation.PROCESS, 2, List.of(), List.of())));
        bus.handle(EngineMessages.SHORT_SPEECH, request -> {
            told.add(request);
            return Future.succeededFuture(Empty.INSTANCE);
        });
        bus.subscribe(DecisionMessages.DECISION, decision -> {
            if (decision.action() == DecisionAction.SHORT_SPEECH) {
                decided.add(decision);
            }
        });
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(60, TimeUnit.SECONDS);
        assertNotNull(next);
        return next;
    }

    private String deploy() {
        Config config = Config.defaults().with(Map.of("data", data, "models.reserve_mb", 0));
        String deployed = await(vertx.deployVerticle(new ModelVerticle(bus, config, Clock.systemUTC(), true)));
        await(bus.request(ModelMessages.LOAD, new LoadModel("micro.en", null)));
        return deployed;
    }

    private void compared(String node, ShortWindowResult result, int times) {
        for (int i = 0; i < times; i++) {
            bus.publish(EngineMessages.COMPARED, new ShortWindowCompared(Instant.EPOCH, node, "micro.en", result));
        }
    }

    private ShortSpeechView view(String name) {
        return await(bus.request(ModelMessages.LIST, Empty.INSTANCE)).models().stream().filter(model -> model.name().equals(name)).findFirst().orElseThrow()
                .shortSpeech();
    }

    private static UseShortSpeech use(ShortSpeechMode mode, int every) {
        return new UseShortSpeech("micro.en", mode, every);
    }

    @Test
    void aModelThatKeepsItsWordsIsTrustedAlsoAfterARestart() throws InterruptedException {
        String first = deploy();
        assertEquals(use(ShortSpeechMode.CAUTIOUS, 1), next(told));
        compared("another", ShortWindowResult.AGREED, 20);
        compared("test", ShortWindowResult.AGREED, 20);

        Decision decision = next(decided);
        assertEquals(DecisionCode.SHORT_SPEECH_TRUSTED, decision.code());
        assertEquals(Map.of("compared", 20.0, "agreed", 20.0, "doubted", 0.0), decision.numbers());
        assertEquals("20 of 20 short windows had the same words as at full context; from now on they get a shortened context", decision.reason());
        assertEquals(use(ShortSpeechMode.CHECKED, 50), next(told));
        assertEquals(new ShortSpeechView(ShortSpeechState.TRUSTED, 20, 20, 0), view("micro.en"));
        assertNull(view("base"), "nothing is known of what is not here");

        await(vertx.undeploy(first));
        deploy();
        assertEquals(use(ShortSpeechMode.CHECKED, 50), next(told));
    }

    @Test
    void aModelThatDoesNotIsEncodedWholeUnlessTheUserWantsItSo() throws InterruptedException {
        deploy();
        next(told);
        compared("test", ShortWindowResult.DIFFERED, 4);

        assertEquals(DecisionCode.SHORT_SPEECH_NEVER, next(decided).code());
        assertEquals(use(ShortSpeechMode.WHOLE, 0), next(told));
        assertEquals(new ShortSpeechView(ShortSpeechState.NEVER, 4, 0, 0), view("micro.en"));
        bus.publish(SettingsMessages.CHANGED, new SettingsMessages.CurrentSettings(LayeredConfig.of(Config.defaults())
                .with(Map.of("engine.short_speech", "always")).list(), null));
        assertEquals(use(ShortSpeechMode.CHECKED, 0), next(told));
        bus.publish(SettingsMessages.CHANGED, new SettingsMessages.CurrentSettings(LayeredConfig.of(Config.defaults())
                .with(Map.of("engine.short_speech", false)).list(), null));
        assertEquals(use(ShortSpeechMode.WHOLE, 0), next(told));
    }

    @Test
    void aModelThatDoubtsNearlyEverythingIsEncodedWhole() throws InterruptedException {
        deploy();
        next(told);
        compared("test", ShortWindowResult.AGREED, 4);
        compared("test", ShortWindowResult.DOUBTED, 16);

        Decision decision = next(decided);
        assertEquals(DecisionCode.SHORT_SPEECH_NEVER, decision.code());
        assertEquals("16 of 20 short windows were doubtful and recognised again at full context; from now on all windows get the full context"
                + " (unless engine.short_speech is always)", decision.reason());
        assertEquals(use(ShortSpeechMode.WHOLE, 0), next(told));
        assertEquals(new ShortSpeechView(ShortSpeechState.NEVER, 4, 4, 16), view("micro.en"));
    }

    @Test
    void aModelThatWasMadeForItHasNothingToShow() throws Exception {
        Files.writeString(data.resolve("models.json"), "{\"models\":[{\"name\":\"micro.en\",\"file\":\"ggml-micro.en.bin\",\"bytes\":8,"
                + "\"sha256\":\"ef7ae3f3c0d8c768703a6887d7ddb620552e3e628f99e049dc913737962fd61e\",\"languages\":\"en\",\"short_context\":true}]}");
        deploy();

        assertEquals(use(ShortSpeechMode.FITTED, 0), next(told));
        assertEquals(ShortSpeechState.MADE_FOR_IT, view("micro.en").state());
    }
}
