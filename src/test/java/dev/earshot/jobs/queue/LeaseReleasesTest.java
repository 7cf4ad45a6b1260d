package dev.earshot.jobs.queue;

import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobRig;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What other modules hold for a job is given back, also where they do not answer at once. */
class LeaseReleasesTest extends JobRig {

    @Test
    void whatCannotBeGivenBackIsTriedAgainUntilItIs() {
        releaseFailures.set(3);
        closeFailures.set(2);
        Job job = submitted("1.wav");

        assertEquals(JobState.COMPLETED, ended(job.id()).state(), "nobody waits for it");

        assertEquals(List.of("lease", "lease", "lease", "lease"), Stream.generate(this::released).limit(4).toList());
        awaitNoSessions();
    }

    @Test
    void thePausesGrowAndThereIsAnEnd() {
        List<Long> pauses = new ArrayList<>();
        AtomicInteger attempts = new AtomicInteger();
        DelayedTasks atOnce = (time, work) -> {
            pauses.add(time.toMillis());
            work.run();
        };

        Future<?> first = new LeaseReleases(atOnce, Duration.ofMillis(250), Duration.ofSeconds(10)).release("j", "model", () -> {
            attempts.incrementAndGet();
            return Future.failedFuture(BUSY);
        });

        assertTrue(first.succeeded(), "a stop does not wait for more");
        assertEquals(20, attempts.get());
        assertEquals(List.of(250L, 500L, 1000L, 2000L, 4000L, 8000L, 10_000L), pauses.subList(0, 7));
        assertTrue(pauses.subList(7, 19).stream().allMatch(pause -> pause == 10_000));
    }
}
