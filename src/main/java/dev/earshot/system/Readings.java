package dev.earshot.system;

import dev.earshot.config.Config.OnCritical;
import dev.earshot.machine.Machine;
import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.MemoryReading;
import dev.earshot.system.SystemMessages.Pressure;
import dev.earshot.system.SystemMessages.ProcessMemory;
import dev.earshot.system.SystemMessages.ServiceMemory;
import dev.earshot.system.SystemMessages.SystemReading;

import java.util.List;
import java.util.Locale;

/** Converts what the machine reports to the units of the messages. Pure. */
final class Readings {

    private static final double MB = 1e6;
    private static final double GB = 1e9;

    private Readings() {
    }

    /** Percent of memory in use, 0 to 100. */
    static double percent(Machine.MemoryCounters memory) {
        return rounded(100.0 * (memory.total() - memory.available()) / memory.total(), 1);
    }

    static MemoryReading memory(Machine.MemoryCounters memory, Level level, int warning, int critical) {
        return new MemoryReading(rounded(memory.total() / GB, 3), rounded(memory.available() / GB, 3),
                rounded((memory.total() - memory.available()) / GB, 3), percent(memory), level, warning, critical,
                rounded(memory.swapTotal() / GB, 3), rounded(memory.swapUsed() / GB, 3), memory.container());
    }

    static ServiceMemory tree(Machine.Process service, List<Machine.Process> engines, long total) {
        long resident = service.resident() + engines.stream().mapToLong(Machine.Process::resident).sum();
        ProcessMemory own = footprint(List.of(service));
        ProcessMemory engine = footprint(engines);
        return new ServiceMemory(rounded(resident / MB, 1), own.privateMb() == null || engine.privateMb() == null ? null
                : rounded(own.privateMb() + engine.privateMb(), 1), rounded(own.vmsMb() + engine.vmsMb(), 1),
                rounded(100.0 * resident / total, 1), own, engine);
    }

    private static ProcessMemory footprint(List<Machine.Process> processes) {
        boolean known = processes.stream().allMatch(process -> process.exclusive() != null);
        return new ProcessMemory(rounded(processes.stream().mapToLong(Machine.Process::resident).sum() / MB, 1),
                known ? rounded(processes.stream().mapToLong(Machine.Process::exclusive).sum() / MB, 1) : null,
                rounded(processes.stream().mapToLong(Machine.Process::virtual).sum() / MB, 1));
    }

    static Pressure pressure(SystemReading reading, Level was, OnCritical onCritical) {
        MemoryReading memory = reading.system();
        return new Pressure(reading.at(), reading.node(), memory.status(), was, memory.percent(), memory.availableGb(),
                memory.totalGb(), advice(reading, onCritical));
    }

    private static String advice(SystemReading reading, OnCritical onCritical) {
        String system = reading.system().container() ? "the container" : "this machine";
        String own = String.format(Locale.ROOT, "Earshot holds %.0f MB of %s's memory, %.0f MB of that for models.",
                reading.process().rssMb(), system, reading.process().engine().rssMb());
        return switch (reading.system().status()) {
            case NORMAL -> "There is enough memory again; nothing needs to be done.";
            case WARNING -> "Idle models are unloaded early. " + own + " Close programs that are not needed, or use a smaller model.";
            case CRITICAL -> "Idle models are unloaded at once, batch work waits, and "
                    + (onCritical == OnCritical.REFUSE ? "no model is loaded. " : "only what fits is loaded. ") + own
                    + " Close programs that are not needed, use a smaller model, or add memory.";
        };
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }
}
