package dev.earshot.jobs.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A clock that a test moves, and the timers on it. */
final class HandTimers extends Clock implements DelayedTasks {

    private record Task(Instant at, Runnable work) {
    }

    private final List<Task> tasks = new ArrayList<>();
    private Instant now = Instant.ofEpochMilli(1_000_000);

    @Override
    public void after(Duration time, Runnable work) {
        tasks.add(new Task(now.plus(time), work));
    }

    /** How long until each timer fires, in the order in which they were set. */
    List<Duration> pending() {
        return tasks.stream().map(task -> Duration.between(now, task.at())).toList();
    }

    /** Time passes; what is due is done, each once. */
    void advance(Duration time) {
        now = now.plus(time);
        List<Task> due = tasks.stream().filter(task -> !task.at().isAfter(now)).toList();
        tasks.removeAll(due);
        due.forEach(task -> task.work().run());
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
