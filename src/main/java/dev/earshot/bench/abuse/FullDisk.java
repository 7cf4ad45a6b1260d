package dev.earshot.bench.abuse;

import dev.earshot.bench.abuse.Recordings.Recording;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The disk of the data directory is full to the last byte for a moment, while jobs are worked on. For that the service lives on a small file
 * system of its own (tmpfs in a mount namespace, {@code man 7 mount_namespaces}), which is filled through {@code /proc/<pid>/root}.
 */
final class FullDisk implements Attack {

    private static final String MOUNT = "mount -t tmpfs -o size=%dm tmpfs \"$0\" && exec \"$@\"";
    private static final int SIZE_MB = 400;
    private static final int MOST_PAUSE_MS = 1500;
    private static final int KINDS = 3;
    private static final long READY_LIMIT_S = 60;

    private final Path data;
    private final Path log;
    private final Recordings recordings;
    private final Pending pending = new Pending();
    private Target small;

    FullDisk(Path data, Path log, Recordings recordings) {
        this.data = data;
        this.log = log;
        this.recordings = recordings;
    }

    @Override
    public String name() {
        return "disk full for a moment";
    }

    @Override
    public int rounds() {
        return 50;
    }

    @Override
    public String impossible() {
        try {
            Process trial = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", MOUNT.formatted(1), data.toString(),
                    "true").redirectErrorStream(true).start();
            trial.getInputStream().readAllBytes();
            return trial.waitFor() == 0 ? null : "this needs Linux' user namespaces";
        } catch (IOException e) {
            return "this needs Linux and unshare";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    @Override
    public void round(Target target, Random random, Tally tally) throws Exception {
        if (small == null) {
            small = new Target(data, log,
                    List.of("unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", MOUNT.formatted(SIZE_MB), data.toString()));
        }
        long seed = random.nextInt(KINDS);
        int before = random.nextInt(MOST_PAUSE_MS);
        int full = random.nextInt(MOST_PAUSE_MS);
        Recording recording = recordings.wav(60 + 30 * seed, seed);
        String text = recordings.text(target, recording);
        for (int i = 0; i < 2; i++) {
            String id = small.submit(recording.name(), recording.bytes());
            if (id == null) {
                tally.defect(Defect.DOWN, "an upload was not accepted though there was room");
            } else {
                pending.add(id, text);
            }
        }
        Thread.sleep(before);
        Path filler = Path.of("/proc", Long.toString(small.pid()), "root", data.toString(), "filler");
        fill(filler);
        try {
            small.upload("/v1/audio/transcriptions", recording.name(), recording.bytes(), "model", Target.MODEL).count(tally, "an upload on a full disk");
            small.get("/api/jobs").count(tally, "the list of jobs on a full disk");
            Thread.sleep(full);
        } finally {
            Files.delete(filler);
        }
        awaitReady(tally);
        pending.check(small, tally);
    }

    private static void fill(Path filler) {
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            fillRest(filler);
        }
    }

    /** A block that does not fit is written in part or not at all. */
    private static void fillRest(Path filler) {
        try (OutputStream out = Files.newOutputStream(filler, java.nio.file.StandardOpenOption.APPEND)) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            // Now it is full.
        }
    }

    private void awaitReady(Tally tally) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_LIMIT_S);
        while (!small.ready()) {
            if (System.nanoTime() > limit) {
                tally.defect(Defect.DOWN, "there is room again, and the service is not ready: " + small.get("/ready"));
                return;
            }
            Thread.sleep(100);
        }
        tally.outcome("recoveries");
    }

    @Override
    public void settle(Target target, Tally tally) {
        if (small != null) {
            small.close();
        }
    }
}
