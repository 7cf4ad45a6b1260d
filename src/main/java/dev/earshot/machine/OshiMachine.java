package dev.earshot.machine;

import oshi.SystemInfo;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.software.os.OSProcess;

import java.util.Arrays;
import java.util.Optional;

/** Any system that OSHI supports. */
final class OshiMachine implements Machine {

    private static final long MILLI = 1_000_000;

    private final SystemInfo system = new SystemInfo();

    @Override
    public MemoryCounters memory() {
        GlobalMemory memory = system.getHardware().getMemory();
        return new MemoryCounters(memory.getTotal(), memory.getAvailable(), memory.getVirtualMemory().getSwapTotal(),
                memory.getVirtualMemory().getSwapUsed(), false);
    }

    @Override
    public Processor processor() {
        long[] ticks = system.getHardware().getProcessor().getSystemCpuLoadTicks();
        long total = Arrays.stream(ticks).sum();
        long idle = ticks[TickType.IDLE.getIndex()] + ticks[TickType.IOWAIT.getIndex()];
        return new Processor((total - idle) * MILLI, total * MILLI, null);
    }

    @Override
    public Process self() {
        return process(ProcessHandle.current().pid()).orElseThrow();
    }

    @Override
    public Optional<Process> process(long pid) {
        OSProcess process = system.getOperatingSystem().getProcess((int) pid);
        return process == null ? Optional.empty() : Optional.of(new Process(process.getResidentMemory(), null, process.getVirtualSize(),
                (process.getKernelTime() + process.getUserTime()) * MILLI));
    }
}
