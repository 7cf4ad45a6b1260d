package dev.earshot.bench.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a service that has nothing to do must not have any more: uploads, scratch files, decoders, descriptors. */
final class Leftovers {

    private static final long LIMIT_S = 30;
    private static final long LOOK_MS = 200;
    /** Connections that a client keeps open, a model that is loaded, files that were opened once. */
    private static final int DESCRIPTORS = 60;

    private final Path data;

    Leftovers(Path data) {
        this.data = data;
    }

    /** Waits until nothing is left, or reports what is. */
    void check(Target target, int descriptorsBefore, Tally tally) throws IOException, InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        List<String> left = left(target, descriptorsBefore);
        while (!left.isEmpty() && System.nanoTime() < limit) {
            Thread.sleep(LOOK_MS);
            left = left(target, descriptorsBefore);
        }
        left.forEach(each -> tally.defect(Defect.LEFTOVER, each));
    }

    private List<String> left(Target target, int descriptorsBefore) throws IOException {
        List<String> left = new ArrayList<>();
        files(data.resolve("uploads")).forEach(file -> left.add("upload " + file.getFileName()));
        files(data.resolve("native")).filter(file -> file.toString().contains(".part-")).forEach(file -> left.add("half unpacked: " + file.getFileName()));
        long scratch = files(data.resolve("tmp")).count();
        long engines = target.processes().engines().size();
        if (scratch > engines + 2) {
            left.add(scratch + " entries in tmp/ with " + engines + " engines");
        }
        target.processes().decoders().forEach(decoder -> left.add("decoder " + decoder.pid()));
        int descriptors = descriptors(target);
        if (descriptors > descriptorsBefore + DESCRIPTORS) {
            left.add(descriptors + " descriptors, " + descriptorsBefore + " before");
        }
        return left;
    }

    /** Open files and sockets of the service; 0 where the system does not tell. */
    static int descriptors(Target target) throws IOException {
        return (int) files(Path.of("/proc", Long.toString(target.pid()), "fd")).count();
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        } catch (NoSuchFileException e) {
            return Stream.empty();
        }
    }
}
