package dev.earshot.engine;

import dev.earshot.bus.Empty;
import dev.earshot.engine.EngineDispatcher.PendingWindow;
import dev.earshot.engine.EngineMessages.EngineModelLoaded;
import dev.earshot.engine.EngineMessages.LoadEngineModel;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.engine.EngineMessages.UnloadEngineModel;
import dev.earshot.engine.EngineMessages.UseShortSpeech;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.function.Function;

/**
 * What is done on the engine's own thread, one thing after the other; each function returns at once.
 *
 * @param compare  recognises a short window again at full context, to compare; answers whether there may be another
 * @param idleTime how long nothing else may have come before that
 */
record EngineThread(Function<LoadEngineModel, Future<EngineModelLoaded>> load, Function<UnloadEngineModel, Future<Empty>> unload,
                    Function<UseShortSpeech, Future<Empty>> shortSpeech, Function<PendingWindow, Future<TranscribedWindow>> transcribe,
                    Function<Cancellation, Future<Boolean>> compare, Duration idleTime) {
}
