package dev.earshot;

import dev.earshot.bench.ProcessTree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process known by its number, as a shell sees it. {@link ProcessHandle} looks into /proc, which in some sandboxes is that
 * of another process namespace; signals always mean the right process.
 */
public record TestProcess(long pid) {

    /** As {@code kill -9}; tells whether there was such a process. */
    public boolean kill() {
        return signal("KILL");
    }

    /** As Ctrl-C does. */
    public void interrupt() {
        if (!signal("INT")) {
            throw new AssertionError("no process " + pid);
        }
    }

    /** Freezes it: whatever it is doing never ends until it is killed. */
    public void freeze() {
        if (!signal("STOP")) {
            throw new AssertionError("no process " + pid);
        }
    }

    /** Lets a frozen one go on, where it is still there. */
    public void thaw() {
        signal("CONT");
    }

    /** Whether it still runs; one that has ended and was not yet asked for by its parent does not. */
    public boolean alive() throws IOException {
        try {
            return signal("0") && !(ProcessTree.supported() && Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z "));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Returns when it is gone. The system tells of an end only once its parent has asked for it, so it is looked at again every second. */
    public void awaitEnd() throws IOException {
        while (alive()) {
            try {
                ProcessHandle.of(pid).map(ProcessHandle::onExit).orElseGet(CompletableFuture::new).get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                // It still runs, or nobody has asked for its end, or /proc does not show it.
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private boolean signal(String name) {
        try {
            return new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid + " 2>/dev/null").start().waitFor() == 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", e);
    }
}
