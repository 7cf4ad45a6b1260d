package dev.earshot.system;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.engine.EngineMessages;
import dev.earshot.machine.Machine;
import dev.earshot.settings.SettingsMessages;
import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.Pressure;
import dev.earshot.system.SystemMessages.SystemReading;
import dev.earshot.system.SystemMessages.SystemSample;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The module over the bus, on a machine that says what the test wants. */
class SystemVerticleTest {

    private static final long GB = 1_000_000_000;

    private final Config config = Config.defaults().with(Map.of("system.sample_seconds", 1));
    private final BlockingQueue<SystemReading> readings = new LinkedBlockingQueue<>();
    private final BlockingQueue<Pressure> pressures = new LinkedBlockingQueue<>();
    private volatile long available = 5 * GB;
    private Vertx vertx;
    private String deployed;
    private Bus bus;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx, "test");
        bus.handle(EngineMessages.STATUS, request -> Future.succeededFuture(new EngineMessages.EngineStatus(Config.Isolation.PROCESS, 2, List.of(), List.of(
                new EngineMessages.LoadedProcess("base", 77, 1L, false, false, null), new EngineMessages.LoadedProcess("gone", 78, 1L, false, false, null),
                new EngineMessages.LoadedProcess("here", ProcessHandle.current().pid(), null, false, false, null)))));
        bus.subscribe(SystemMessages.MEMORY, readings::add);
        bus.subscribe(SystemMessages.PRESSURE, pressures::add);
        deployed = await(vertx.deployVerticle(new SystemVerticle(bus, config, Clock.systemUTC(), new FakeMachine())));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertTrue(next != null, "nothing came within 20 s");
        return next;
    }

    private class FakeMachine implements Machine {

        @Override
        public MemoryCounters memory() {
            return new MemoryCounters(10 * GB, available, 0, 0, false);
        }

        @Override
        public Processor processor() {
            return new Processor(0, 1, null);
        }

        @Override
        public Process self() {
            return new Process(80_000_000, 50_000_000L, 900_000_000, 0);
        }

        @Override
        public Optional<Process> process(long pid) {
            return pid == 77 ? Optional.of(new Process(120_000_000, null, 400_000_000, 5)) : Optional.empty();
        }
    }

    @Test
    void aStopWaitsForTheReadingInProgress() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        String module = await(vertx.deployVerticle(new SystemVerticle(bus, Config.defaults(), Clock.systemUTC(), new FakeMachine() {
            private boolean first = true;

            @Override
            public MemoryCounters memory() {
                if (!first) {
                    reading.countDown();
                    assertDoesNotThrow(() -> hold.await());
                }
                first = false;
                return super.memory();
            }
        })));
        await(vertx.undeploy(deployed));
        Future<SystemReading> answer = bus.request(SystemMessages.READ, Empty.INSTANCE);
        assertTrue(reading.await(20, TimeUnit.SECONDS));

        Future<Void> stopped = vertx.undeploy(module);
        await(vertx.deployVerticle((Deployable) context -> Future.succeededFuture()).compose(vertx::undeploy));

        assertFalse(stopped.isComplete());
        hold.countDown();
        await(stopped);
        assertEquals(50, await(answer).system().percent());
    }

    @Test
    void serviceAndEngineAreTakenApart() {
        SystemReading reading = await(bus.request(SystemMessages.READ, Empty.INSTANCE));

        assertEquals(50, reading.system().percent());
        assertEquals(5 * GB, reading.available());
        assertEquals(200, reading.process().rssMb());
        assertEquals(2, reading.process().percent());
        assertEquals(new SystemMessages.ProcessMemory(80, 50.0, 900), reading.process().service());
        assertEquals(new SystemMessages.ProcessMemory(120, null, 400), reading.process().engine());
        assertNull(reading.process().privateMb(), "what is not known of a part is not known of the whole");
    }

    @Test
    void everyChangeOfLevelIsToldOnceWithWhatCanBeDone() throws InterruptedException {
        assertEquals(Level.NORMAL, next(readings).system().status());
        available = GB;
        Pressure critical = next(pressures);
        assertEquals(Level.CRITICAL, critical.level());
        assertEquals(Level.NORMAL, critical.was());
        assertEquals(90, critical.percent());
        assertTrue(critical.advice().contains("batch work waits, and only what fits is loaded") && critical.advice().contains("200 MB"), critical.advice());
        readings.clear();
        next(readings);
        next(readings);
        available = 5 * GB;
        assertEquals(Level.NORMAL, next(pressures).level());
        assertTrue(pressures.isEmpty());
    }

    @Test
    void criticalMemoryIsAWarningInTheLog() throws InterruptedException {
        Logger log = (Logger) LoggerFactory.getLogger(SystemVerticle.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        log.setLevel(ch.qos.logback.classic.Level.WARN);
        try {
            available = GB;
            next(pressures);
            // It is told after it is logged.
            assertEquals(1, lines.list.size());
            assertTrue(lines.list.get(0).getFormattedMessage().startsWith("Memory: CRITICAL (90.0 % of"), lines.list.get(0).getFormattedMessage());
        } finally {
            log.setLevel(null);
            log.detachAppender(lines);
        }
    }

    @Test
    void thresholdsCanBeChangedWhileItRuns() throws InterruptedException {
        next(readings);
        bus.publish(SettingsMessages.CHANGED, new SettingsMessages.CurrentSettings(
                LayeredConfig.of(config).with(Map.of("system.warning_percent", 40)).list(), null));
        assertEquals(Level.WARNING, next(pressures).level());
        assertEquals(40, await(bus.request(SystemMessages.READ, Empty.INSTANCE)).system().warningPercent());
    }

    @Test
    void whatWasReadIsKeptForAWhile() throws InterruptedException {
        List<SystemReading> told = List.of(next(readings), next(readings));
        List<SystemSample> samples = await(bus.request(SystemMessages.HISTORY, Empty.INSTANCE)).samples();

        assertEquals(told.stream().map(SystemReading::at).toList(), samples.stream().limit(2).map(SystemSample::at).toList());
        assertEquals(new SystemSample(told.get(0).at(), 50, 5, 80, 120, 0, 0), samples.get(0));
    }

    @Test
    void onlyTheLastQuarterOfAnHourIsKept() {
        RecentSamples recent = new RecentSamples();
        SystemReading reading = await(bus.request(SystemMessages.READ, Empty.INSTANCE));
        for (int i = 0; i <= 300; i++) {
            recent.add(new SystemReading(reading.at().plusSeconds(5 * i), "test", reading.system(), reading.process(), reading.cpu()));
        }
        List<SystemSample> samples = recent.history().samples();
        assertEquals(181, samples.size());
        assertEquals(reading.at().plusSeconds(600), samples.get(0).at());
        for (int i = 0; i < 2000; i++) {
            recent.add(new SystemReading(reading.at().plusSeconds(1500).plusMillis(i), "test", reading.system(), reading.process(), reading.cpu()));
        }
        assertEquals(RecentSamples.MOST, recent.history().samples().size(), "however often the level changes");
    }
}
