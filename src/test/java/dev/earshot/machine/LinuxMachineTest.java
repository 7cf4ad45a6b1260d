package dev.earshot.machine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files as the kernel writes them, in a folder of the test's. */
class LinuxMachineTest {

    private static final long GB = 1L << 30;

    @TempDir
    Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Machine machine() throws IOException {
        write("proc/meminfo", "MemTotal:       8388608 kB\nMemFree:         1048576 kB\nMemAvailable:    6291456 kB\nHugePages_Total:       0\n"
                + "SwapTotal:       2097152 kB\nSwapFree:        1048576 kB\n");
        write("proc/stat", "cpu  100 10 50 800 40 5 5 0 30 0\ncpu0 1 1 1 1\n");
        write("proc/self/status", "Name:\tjava\nVmSize:\t  1000 kB\nVmRSS:\t  200 kB\nRssAnon:\t  150 kB\n");
        write("proc/self/stat", "7 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 30 20 0 0\n");
        return new LinuxMachine(root);
    }

    @Test
    void withoutAContainerTheMachineCounts() throws IOException {
        Machine machine = machine();

        assertEquals(new Machine.MemoryCounters(8 * GB, 6 * GB, 2 * GB, GB, false), machine.memory());
        assertEquals(new Machine.Processor(1_700_000_000L, 10_100_000_000L, null), machine.processor());
        assertEquals(new Machine.Process(200 * 1024, 150L * 1024, 1000 * 1024, 500_000_000), machine.self());
    }

    @Test
    void theTightestGroupAroundUsCounts() throws IOException {
        write("proc/self/cgroup", "0::/outer/inner\n");
        write("sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
        write("sys/fs/cgroup/outer/memory.max", 4 * GB + "\n");
        write("sys/fs/cgroup/outer/memory.current", 3 * GB + "\n");
        write("sys/fs/cgroup/outer/memory.stat", "anon 1\ninactive_file " + GB + "\n");
        write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        write("sys/fs/cgroup/outer/inner/memory.current", "5\n");
        write("sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
        write("sys/fs/cgroup/outer/cpu.stat", "usage_usec 1234\nuser_usec 1\n");

        Machine machine = machine();

        assertEquals(new Machine.MemoryCounters(4 * GB, 2 * GB, 2 * GB, GB, true), machine.memory());
        assertEquals(new Machine.Group(1_234_000, 1.5), machine.processor().group());
    }

    @Test
    void aMachineThatIsFullIsFullForItsContainersToo() throws IOException {
        write("sys/fs/cgroup/cgroup.controllers", "memory\n");
        write("sys/fs/cgroup/memory.max", 7 * GB + "\n");
        write("sys/fs/cgroup/memory.current", "0\n");

        assertEquals(new Machine.MemoryCounters(7 * GB, 6 * GB, 2 * GB, GB, true), machine().memory());
    }

    @Test
    void theFirstVersionOfGroupsIsUnderstood() throws IOException {
        write("proc/self/cgroup", "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n");
        // Inside of a container the path is not there: the mount is the group.
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", 2 * GB + "\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", GB + "\n");
        write("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file " + GB / 2 + "\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpuacct.usage", "77\n");

        Machine machine = machine();

        assertEquals(new Machine.MemoryCounters(2 * GB, 3 * GB / 2, 2 * GB, GB, true), machine.memory());
        assertEquals(new Machine.Group(77, 0.5), machine.processor().group());
    }

    @Test
    void whatIsNoLimitIsNone() throws IOException {
        write("proc/self/cgroup", "5:memory:/\n4:cpu:/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        write("sys/fs/cgroup/cpu/cpuacct.usage", "77\n");

        Machine machine = machine();

        assertFalse(machine.memory().container());
        assertNull(machine.processor().group());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatOshiSaysOfThisMachineIsTheSame() {
        Machine files = Machine.here();
        Machine oshi = new OshiMachine();
        boolean limited = files.memory().container();

        assertTrue(limited || files.memory().total() == oshi.memory().total());
        assertEquals(files.memory().available(), oshi.memory().available(), 2e9, "memory is used meanwhile");
        assertTrue(oshi.processor().total() > 0 && oshi.processor().busy() > 0 && oshi.processor().busy() < oshi.processor().total());
        assertEquals(files.processor().total(), oshi.processor().total(), 1e9 * 60 * Runtime.getRuntime().availableProcessors());
        // Where /proc belongs to another process namespace, OSHI finds nobody.
        files.process(ProcessHandle.current().pid()).ifPresent(self ->
                assertEquals(self.resident(), oshi.self().resident(), 100e6, "it grows meanwhile"));
        assertTrue(files.self().resident() > 10_000_000);
    }
}
