package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobRow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Exponential backoff for jobs whose engine crashed, or that found the queue of the engine or audio module full. Failures count as consecutive
 * while the job's position stays the same. Batch jobs are retried more often than interactive ones; a full queue, which says nothing about the
 * job, is retried without limit. Pure.
 */
public final class EngineBackoff {

    private static final int MAX_INTERACTIVE_RETRIES = 3;
    private static final int MAX_BATCH_RETRIES = 7;

    /** @param backoff before the next attempt; null once it is over */
    private record EngineFailure(int count, double position, Fault.Code code, Duration backoff) {
    }

    private final Duration firstBackoff;
    private final Map<String, EngineFailure> failures = new HashMap<>();

    /** @param first before the first retry; doubled at each further one */
    public EngineBackoff(Duration first) {
        this.firstBackoff = first;
    }

    /**
     * Records a failure and returns how long to wait before the next attempt; empty where this kind of error is not retried, or has been often enough.
     */
    public Optional<Duration> nextBackoff(JobRow row, Throwable error) {
        EngineFailure last = failures.get(row.id());
        int before = last == null || last.position() < row.status().position() ? 0 : last.count();
        if (before >= maxRetries(row, Fault.of(error).code())) {
            return Optional.empty();
        }
        Duration backoff = firstBackoff.multipliedBy(1L << Math.min(before, MAX_BATCH_RETRIES - 1));
        failures.put(row.id(), new EngineFailure(before + 1, row.status().position(), Fault.of(error).code(), backoff));
        return Optional.of(backoff);
    }

    /** An unavailable engine lacks something that the machine may have in a moment, or never: few retries suffice. */
    private static int maxRetries(JobRow row, Fault.Code code) {
        return switch (code) {
            case ENGINE_CRASHED -> row.interactive() ? MAX_INTERACTIVE_RETRIES : MAX_BATCH_RETRIES;
            case QUEUE_FULL -> Integer.MAX_VALUE;
            case ENGINE_UNAVAILABLE -> MAX_INTERACTIVE_RETRIES;
            default -> 0;
        };
    }

    public void onBackoffEnded(String job) {
        failures.computeIfPresent(job, (id, last) -> new EngineFailure(last.count(), last.position(), last.code(), null));
    }

    /** Why a job waits, a sentence; null where it is not in backoff. */
    public String waitReason(String job) {
        EngineFailure last = failures.get(job);
        return last == null || last.backoff() == null ? null
                : (last.code() == Fault.Code.QUEUE_FULL ? "The service is too busy" : "The speech engine failed")
                        + "; it is tried again after a pause of " + Math.max(1, last.backoff().toSeconds()) + " s.";
    }

    public void forget(String job) {
        failures.remove(job);
    }

    /**
     * An error that names the part of the file on which the engine crashes; other errors are returned as they are.
     *
     * @param start seconds into the file
     * @param end   seconds into the file
     */
    public static Throwable withPosition(Throwable error, double start, double end) {
        Fault fault = Fault.of(error);
        return fault.code() != Fault.Code.ENGINE_CRASHED ? error : new Fault(fault.code(), "The part of the file from " + timestamp(start) + " to "
                + timestamp(end) + " cannot be recognised: the engine crashes on it again and again. " + fault.getMessage(), fault);
    }

    private static String timestamp(double seconds) {
        long whole = (long) seconds;
        String minutes = "%d:%02d".formatted(whole / 60 % 60, whole % 60);
        return whole < 3600 ? minutes : "%d:%02d:%02d".formatted(whole / 3600, whole / 60 % 60, whole % 60);
    }
}
