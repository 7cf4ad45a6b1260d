package dev.earshot.engine;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.PcmMessage;
import dev.earshot.engine.EngineMessages.CancelTicket;
import dev.earshot.engine.EngineMessages.TranscribeWindow;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The engine module's queue and dispatch, with recognition left to a test. */
public final class TestEngine extends VerticleBase {

    private final Bus bus;
    private final BiConsumer<PcmMessage<TranscribeWindow>, Promise<TranscribedWindow>> recognise;
    private final Consumer<TranscribeWindow> queued;
    private final Consumer<CancelTicket> cancelled;

    /**
     * @param recognise gets a window and what its answer is to be put into, which fails where the window is cancelled
     * @param queued    told of each window that has come
     * @param cancelled told of each cancel that has been done
     */
    public TestEngine(Bus bus, BiConsumer<PcmMessage<TranscribeWindow>, Promise<TranscribedWindow>> recognise,
                      Consumer<TranscribeWindow> queued, Consumer<CancelTicket> cancelled) {
        this.bus = bus;
        this.recognise = recognise;
        this.queued = queued;
        this.cancelled = cancelled;
    }

    @Override
    public Future<?> start() {
        EngineDispatcher dispatcher = new EngineDispatcher(new WindowQueue.Capacity(1000, 16), window -> {
            Promise<TranscribedWindow> answer = Promise.promise();
            window.cancellation().run(new Abortable(answer));
            recognise.accept(window.audio(), answer);
            return answer.future();
        }, new IdleWork(cancellation -> Future.succeededFuture(false), work -> () -> { }, Runnable::run), task -> context.runOnContext(now -> task.run()));
        bus.handle(EngineMessages.TRANSCRIBE, audio -> {
            Future<TranscribedWindow> answer = dispatcher.transcribe(audio);
            queued.accept(audio.meta());
            return answer;
        });
        bus.handle(EngineMessages.CANCEL, ticket -> {
            dispatcher.cancel(ticket);
            cancelled.accept(ticket);
            return Future.succeededFuture(Empty.INSTANCE);
        });
        return Future.succeededFuture();
    }

    private static final class Abortable extends StandInEngine {

        private final Promise<TranscribedWindow> answer;

        Abortable(Promise<TranscribedWindow> answer) {
            this.answer = answer;
        }

        @Override
        public void abort() {
            answer.tryFail(Cancellation.cancelled());
        }
    }
}
