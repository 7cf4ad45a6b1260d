package dev.earshot.bus;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** An event that its subscriber cannot handle. */
class BusEventTest {

    record Event(int number) {
    }

    private static final Topic<Event> TOPIC = new Topic<>("earshot.test.event", Event.class);

    @Test
    void anEventThatCannotBeHandledIsLoggedWithItsTopicAndHarmsNoOther() throws Exception {
        Vertx vertx = Vertx.vertx();
        Bus bus = new Bus(vertx, "test");
        List<String> lines = new CopyOnWriteArrayList<>();
        List<Integer> events = new CopyOnWriteArrayList<>();
        Promise<Void> last = Promise.promise();
        Promise<Void> uncaught = Promise.promise();
        vertx.exceptionHandler(uncaught::tryFail);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getLevel() + " " + event.getFormattedMessage());
            }
        };
        Logger logger = (Logger) LoggerFactory.getLogger(Bus.class);
        appender.start();
        logger.addAppender(appender);
        try {
            bus.subscribe(TOPIC, event -> {
                if (event.number() == 2) {
                    throw new IllegalStateException("two");
                }
                events.add(event.number());
                if (event.number() == 3) {
                    last.complete();
                }
            });
            vertx.eventBus().publish(TOPIC.name(), new JsonObject().put("number", "many"));
            vertx.eventBus().publish(TOPIC.name(), "no object");
            bus.publish(TOPIC, new Event(2));
            bus.publish(TOPIC, new Event(3));
            last.future().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } finally {
            logger.detachAppender(appender);
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        assertEquals(List.of(3), events);
        assertEquals(Collections.nCopies(3, "ERROR An event of earshot.test.event could not be handled"), lines);
        assertEquals(false, uncaught.future().isComplete());
    }
}
