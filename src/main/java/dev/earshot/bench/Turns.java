package dev.earshot.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Several ways to the same, in turns: how long each takes, and how much processor time. */
final class Turns {

    private static final int WARM_UP = 2;

    /**
     * One of them.
     *
     * @param cpu processor time so far of whatever does the work
     */
    record Way(Runnable work, Supplier<Duration> cpu) {
    }

    private final double[][] wall;
    private final double[][] cpu;

    Turns(int rounds, List<Way> ways) {
        wall = new double[ways.size()][rounds];
        cpu = new double[ways.size()][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int way = 0; way < ways.size(); way++) {
                Duration before = ways.get(way).cpu().get();
                double seconds = Bench.seconds(ways.get(way).work());
                if (round >= 0) {
                    wall[way][round] = seconds;
                    cpu[way][round] = ways.get(way).cpu().get().minus(before).toNanos() / 1e9;
                }
            }
        }
    }

    /** Median seconds. */
    double wall(int way) {
        return Bench.median(wall[way]);
    }

    /** Median seconds of processor time. */
    double cpu(int way) {
        return Bench.median(cpu[way]);
    }

    /** Median of the ratio to the first way's time in the same round. */
    double wallRatio(int way) {
        return ratio(wall, way);
    }

    /** The same of processor time. */
    double cpuRatio(int way) {
        return ratio(cpu, way);
    }

    private static double ratio(double[][] times, int way) {
        double[] ratios = new double[times[way].length];
        Arrays.setAll(ratios, round -> times[way][round] / times[0][round]);
        return Bench.median(ratios);
    }
}
