package dev.earshot.whole;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that takes memory: as many blocks as it is sent bytes. It gives them back by ending. */
public final class MemoryEater implements AutoCloseable {

    private static final int BLOCK = 100_000_000;

    private final Process process;

    public MemoryEater() throws IOException {
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64g", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), MemoryEater.class.getName()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** Takes another 100 MB; returns when it has them. */
    public void eat() throws IOException {
        process.getOutputStream().write('x');
        process.getOutputStream().flush();
        if (process.getInputStream().read() < 0) {
            throw new AssertionError("the eater of memory has ended");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    public static void main(String[] arguments) throws IOException {
        List<byte[]> eaten = new ArrayList<>();
        while (System.in.read() >= 0) {
            byte[] block = new byte[BLOCK];
            for (int i = 0; i < BLOCK; i += 4096) {
                block[i] = 1;
            }
            eaten.add(block);
            System.out.write(eaten.size());
            System.out.flush();
        }
    }
}
