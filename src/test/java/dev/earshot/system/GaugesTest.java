package dev.earshot.system;

import dev.earshot.machine.Machine;
import dev.earshot.machine.Machine.Group;
import dev.earshot.machine.Machine.Processor;
import dev.earshot.system.SystemMessages.CpuReading;
import dev.earshot.system.SystemMessages.Level;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class GaugesTest {

    private static final long S = 1_000_000_000;

    @Test
    void aLevelFallsOnlyWellBelowWhereItRose() {
        PressureGauge gauge = new PressureGauge(80, 90);
        double[] percents = {79.9, 80, 78, 77.1, 79, 77, 76, 90, 87.1, 89, 87, 77.5, 70, 95, 70};
        Level[] levels = {Level.NORMAL, Level.WARNING, Level.WARNING, Level.WARNING, Level.WARNING, Level.NORMAL, Level.NORMAL, Level.CRITICAL,
            Level.CRITICAL, Level.CRITICAL, Level.WARNING, Level.WARNING, Level.NORMAL, Level.CRITICAL, Level.NORMAL};
        for (int i = 0; i < percents.length; i++) {
            assertEquals(levels[i], gauge.level(percents[i]), percents[i] + " %, the " + i + "th");
        }
    }

    @Test
    void otherThresholdsHoldFromTheNextLook() {
        PressureGauge gauge = new PressureGauge(80, 90);
        gauge.level(85);
        gauge.thresholds(90, 95);
        assertEquals(Level.NORMAL, gauge.level(85));
    }

    @Test
    void percentsAreOfAllCoresAndTheAverageIsOfHalfAMinute() {
        ProcessorGauge gauge = new ProcessorGauge(2);
        assertEquals(new CpuReading(0, 0, 0, 2), gauge.sample(new Processor(0, 0, null), Map.of(7L, S), at(0)));
        assertEquals(new CpuReading(50, 50, 40, 2), gauge.sample(new Processor(10 * S, 20 * S, null), Map.of(7L, 9 * S), at(10)));
        assertEquals(new CpuReading(100, 75, 40, 2), gauge.sample(new Processor(30 * S, 40 * S, null), Map.of(8L, 8 * S), at(20)), "another process");
        gauge.sample(new Processor(30 * S, 60 * S, null), Map.of(), at(30));
        CpuReading later = gauge.sample(new Processor(30 * S, 80 * S, null), Map.of(), at(40));
        assertEquals(new CpuReading(0, 33.3, 13.3, 2), later, "the first ten seconds do not count any more");
    }

    @Test
    void aContainersLimitIsAHundredPercentOfIt() {
        ProcessorGauge gauge = new ProcessorGauge(8);
        gauge.sample(new Processor(0, 0, new Group(0, 0.5)), Map.of(7L, 0L), at(0));
        CpuReading cpu = gauge.sample(new Processor(8 * S, 80 * S, new Group(4 * S, 0.5)), Map.of(7L, 4 * S), at(10));
        assertEquals(new CpuReading(80, 80, 80, 1), cpu);
        CpuReading busyMachine = gauge.sample(new Processor(80 * S, 160 * S, new Group(4 * S, 0.5)), Map.of(7L, 4 * S), at(20));
        assertEquals(90, busyMachine.percent());
    }

    @Test
    void sizesAreInTheirUnits() {
        Machine.MemoryCounters memory = new Machine.MemoryCounters(8_000_000_000L, 2_000_000_000L, 1_000_000_000L, 500_000_000L, true);
        assertEquals(75, Readings.percent(memory));
        assertEquals(new SystemMessages.MemoryReading(8, 2, 6, 75, Level.NORMAL, 80, 90, 1, 0.5, true), Readings.memory(memory, Level.NORMAL, 80, 90));
    }

    private static Instant at(int seconds) {
        return Instant.EPOCH.plusSeconds(seconds);
    }
}
