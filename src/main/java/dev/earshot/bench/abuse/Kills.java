package dev.earshot.bench.abuse;

import dev.earshot.bench.abuse.Recordings.Recording;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code kill -9} of one of the service's children while a job is worked on, once before each step of progress: what is killed each time
 * it begins may fail. The job must end with its whole text.
 */
final class Kills implements Attack {

    private static final int MOST_PAUSE_MS = 400;
    private static final int JOBS = 3;
    private static final long LOOK_MS = 20;

    private final String name;
    private final int rounds;
    private final Function<Processes, List<ProcessHandle>> victims;
    private final Recordings recordings;
    private final int shortest;
    private final Pending pending = new Pending();

    /** @param shortest seconds of the shortest recording; the longest is half as long again */
    Kills(String name, int rounds, Function<Processes, List<ProcessHandle>> victims, Recordings recordings, int shortest) {
        this.name = name;
        this.rounds = rounds;
        this.victims = victims;
        this.recordings = recordings;
        this.shortest = shortest;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rounds() {
        return rounds;
    }

    @Override
    public void round(Target target, Random random, Tally tally) throws Exception {
        long seed = random.nextInt(JOBS);
        int pause = random.nextInt(MOST_PAUSE_MS);
        Random which = new Random(random.nextInt());
        ensureWork(target, tally, seed);
        // When it strikes is chance; where there is no victim then, it strikes as soon as one is there.
        Thread.sleep(pause);
        while (!Processes.kill(victims.apply(target.processes()), which)) {
            ensureWork(target, tally, seed);
            Thread.sleep(1);
        }
        tally.outcome("kills");
        double killed = pending.position(target);
        long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (pending.working(target) && pending.position(target) <= killed && System.nanoTime() < limit) {
            Thread.sleep(LOOK_MS);
        }
    }

    private void ensureWork(Target target, Tally tally, long seed) throws InterruptedException {
        if (pending.working(target)) {
            return;
        }
        pending.check(target, tally);
        Recording recording = recordings.au(shortest + shortest / 4 * seed, seed);
        String text = recordings.text(target, recording);
        String id = target.submit(recording.name(), recording.bytes());
        if (id == null) {
            throw new IllegalStateException("The service does not accept an upload between two kills");
        }
        pending.add(id, text);
    }

    @Override
    public void settle(Target target, Tally tally) throws Exception {
        pending.check(target, tally);
    }
}
