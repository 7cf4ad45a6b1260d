package dev.earshot.engine.whisper.binding;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class NativeHeapTest {

    private static final Path STATUS = Path.of("/proc/self/status");
    /** Too small for malloc to have each mapped on its own. */
    private static final int BLOCK = 64 * 1024;
    private static final int BLOCKS = 1000;

    @Test
    void freedMemoryGoesBackToTheSystem() throws IOException {
        assumeTrue(Files.isReadable(STATUS) && glibc());
        List<Memory> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            Memory block = new Memory(BLOCK);
            block.clear();
            blocks.add(block);
        }
        // Behind the others and in use, so that free alone cannot shrink the heap.
        try (Memory last = new Memory(BLOCK)) {
            last.clear();
            blocks.forEach(Memory::close);
            long kept = resident();

            NativeHeap.trim();

            long held = resident();
            assertTrue(held < kept - BLOCKS * (long) BLOCK / 2, kept + " bytes before, " + held + " after");
        }
    }

    private static boolean glibc() {
        try {
            NativeLibrary.getProcess().getFunction("gnu_get_libc_version");
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static long resident() throws IOException {
        return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum() * 1024;
    }
}
