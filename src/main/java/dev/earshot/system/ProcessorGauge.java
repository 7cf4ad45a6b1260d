package dev.earshot.system;

import dev.earshot.machine.Machine;
import dev.earshot.system.SystemMessages.CpuReading;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Turns counters of processor time into percentages, since the last sample and as a rolling average. 100 % is a container's limit, if it has one. */
final class ProcessorGauge {

    /** The window of the rolling average; at least one sample interval. */
    private static final Duration SPAN = Duration.ofSeconds(30);

    /** @param engine processor time of the engine's processes so far, in nanoseconds */
    private record ProcessorSample(Instant at, Machine.Processor processor, long engine) {
    }

    private final Deque<ProcessorSample> samples = new ArrayDeque<>();
    private final int processors;
    private Map<Long, Long> engines = Map.of();
    private long engineTime;

    /** @param processors of the machine */
    ProcessorGauge(int processors) {
        this.processors = processors;
    }

    /** @param newEngines processor time of each running engine process in nanoseconds, by its pid */
    CpuReading sample(Machine.Processor now, Map<Long, Long> newEngines, Instant at) {
        newEngines.forEach((pid, time) -> engineTime += Math.max(0, time - engines.getOrDefault(pid, 0L)));
        engines = Map.copyOf(newEngines);
        ProcessorSample sample = new ProcessorSample(at, now, engineTime);
        ProcessorSample last = samples.isEmpty() ? sample : samples.getLast();
        samples.add(sample);
        while (samples.size() > 2 && samples.getFirst().at().plus(SPAN).isBefore(at)) {
            samples.removeFirst();
        }
        ProcessorSample first = samples.getFirst();
        double engine = share(sample.engine() - first.engine(), nanos(first, sample) * cores(now));
        return new CpuReading(percent(last, sample), percent(first, sample), engine, (int) Math.max(1, Math.round(cores(now))));
    }

    private double cores(Machine.Processor now) {
        return now.group() == null ? processors : Math.min(processors, now.group().cores());
    }

    /** If other programs keep the machine busy, it is busy, however much of our own limit is left. */
    private static double percent(ProcessorSample from, ProcessorSample to) {
        double machine = share(to.processor().busy() - from.processor().busy(), to.processor().total() - from.processor().total());
        if (from.processor().group() == null || to.processor().group() == null) {
            return machine;
        }
        return Math.max(machine, share(to.processor().group().used() - from.processor().group().used(),
                nanos(from, to) * to.processor().group().cores()));
    }

    private static double nanos(ProcessorSample from, ProcessorSample to) {
        return Duration.between(from.at(), to.at()).toNanos();
    }

    private static double share(double part, double whole) {
        return whole <= 0 ? 0 : Math.round(Math.min(1, Math.max(0, part / whole)) * 1000) / 10.0;
    }
}
