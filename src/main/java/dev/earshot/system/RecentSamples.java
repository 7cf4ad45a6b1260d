package dev.earshot.system;

import dev.earshot.system.SystemMessages.SystemHistory;
import dev.earshot.system.SystemMessages.SystemReading;
import dev.earshot.system.SystemMessages.SystemSample;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The samples of the last {@link #SPAN}, and no more than {@value #MOST} of them. */
final class RecentSamples {

    static final Duration SPAN = Duration.ofMinutes(15);
    /** As many as come in that time where one comes a second. */
    static final int MOST = 900;

    private final Deque<SystemSample> samples = new ArrayDeque<>();

    void add(SystemReading reading) {
        samples.add(new SystemSample(reading.at(), reading.system().percent(), reading.system().usedGb(), reading.process().service().rssMb(),
                reading.process().engine().rssMb(), reading.cpu().percent(), reading.cpu().enginePercent()));
        while (samples.size() > MOST || samples.getFirst().at().plus(SPAN).isBefore(reading.at())) {
            samples.removeFirst();
        }
    }

    SystemHistory history() {
        return new SystemHistory(List.copyOf(samples));
    }
}
