package dev.earshot.bench.abuse;

import dev.earshot.bench.abuse.Recordings.Recording;

import java.util.Random;

/** {@code kill -9} of the service itself under load, and its next start: what was accepted ends with its whole text. */
final class ServiceKills implements Attack {

    private static final int MOST_PAUSE_MS = 800;
    private static final int KINDS = 3;

    private final Recordings recordings;
    private final Pending pending = new Pending();

    ServiceKills(Recordings recordings) {
        this.recordings = recordings;
    }

    @Override
    public String name() {
        return "kill -9 of the service";
    }

    @Override
    public int rounds() {
        return 50;
    }

    @Override
    public void round(Target target, Random random, Tally tally) throws Exception {
        long seed = random.nextInt(KINDS);
        int pause = random.nextInt(MOST_PAUSE_MS);
        Recording recording = random.nextBoolean() ? recordings.au(60 + 30 * seed, seed) : recordings.wav(60 + 30 * seed, seed);
        String text = recordings.text(target, recording);
        String id = target.submit(recording.name(), recording.bytes());
        if (id != null) {
            pending.add(id, text);
            tally.outcome("accepted");
        }
        Thread.sleep(pause);
        target.kill();
        target.start();
    }

    @Override
    public void settle(Target target, Tally tally) throws Exception {
        pending.check(target, tally);
    }
}
