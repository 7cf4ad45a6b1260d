package dev.earshot.machine;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Has this process become another program: it keeps its number, terminal, and place in a service manager. Blocking. */
public final class ProcessImage {

    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int LAST_STANDARD = 2;

    /** POSIX.1, as far as it is needed. */
    interface Posix extends Library {

        int execv(String path, String[] arguments) throws LastErrorException;

        int fcntl(int descriptor, int command, Object... argument);
    }

    private ProcessImage() {
    }

    /**
     * Ends this program and runs another in its place; open files are closed, so that their locks are released. Where the system cannot do that, the
     * program runs as a child, and this process ends as the child does. Nothing of this program is stopped in order.
     *
     * @throws IOException where the program cannot be run
     */
    public static void replace(Path program, List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(arguments);
        try {
            Posix posix = Native.load("c", Posix.class);
            closeOnReplacement(posix);
            posix.execv(program.toString(), words.toArray(String[]::new));
        } catch (LastErrorException e) {
            throw new IOException(program + " cannot be run (error " + e.getErrorCode() + ")", e);
        } catch (UnsatisfiedLinkError e) {
            runAsChild(words);
        }
    }

    private static void closeOnReplacement(Posix posix) throws IOException {
        Path own = Files.isDirectory(Path.of("/proc/self/fd")) ? Path.of("/proc/self/fd") : Path.of("/dev/fd");
        try (DirectoryStream<Path> open = Files.newDirectoryStream(own)) {
            for (Path each : open) {
                int descriptor = Integer.parseInt(each.getFileName().toString());
                if (descriptor > LAST_STANDARD) {
                    posix.fcntl(descriptor, F_SETFD, FD_CLOEXEC);
                }
            }
        }
    }

    private static void runAsChild(List<String> words) throws IOException {
        Process child = new ProcessBuilder(words).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(child::destroy));
        try {
            Runtime.getRuntime().halt(child.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
