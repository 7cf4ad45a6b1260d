package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.store.JobRow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs whose engine died, or for which engine or audio module had no room: how often without getting any further in between, and whether they wait
 * for another try. Each pause is twice as long as the one before it, and work for which nobody waits is tried for longer. Being busy with others
 * says nothing of a job, and never ends it. Pure.
 */
public final class EngineLosses {

    private static final int INTERACTIVE = 3;
    private static final int BATCH = 7;

    /** @param pause that it has to wait before its next try, or null */
    private record Loss(int count, double position, Fault.Code code, Duration pause) {
    }

    private final Duration first;
    private final Map<String, Loss> losses = new HashMap<>();

    /** @param first the first pause */
    public EngineLosses(Duration first) {
        this.first = first;
    }

    /**
     * The pause before another try, which begins; empty where an error is no such loss, or where it was tried often enough.
     */
    public Optional<Duration> pause(JobRow row, Throwable error) {
        Loss last = losses.get(row.id());
        int before = last == null || last.position() < row.status().position() ? 0 : last.count();
        if (before >= tries(row, Fault.of(error).code())) {
            return Optional.empty();
        }
        Duration pause = first.multipliedBy(1L << Math.min(before, BATCH - 1));
        losses.put(row.id(), new Loss(before + 1, row.status().position(), Fault.of(error).code(), pause));
        return Optional.of(pause);
    }

    /** An engine that cannot be loaded lacks something that the machine may have a moment later, or never will. */
    private static int tries(JobRow row, Fault.Code code) {
        return switch (code) {
            case ENGINE_CRASHED -> row.interactive() ? INTERACTIVE : BATCH;
            case QUEUE_FULL -> Integer.MAX_VALUE;
            case ENGINE_UNAVAILABLE -> INTERACTIVE;
            default -> 0;
        };
    }

    /** A job's pause is over. */
    public void rested(String job) {
        losses.computeIfPresent(job, (id, loss) -> new Loss(loss.count(), loss.position(), loss.code(), null));
    }

    /** Why a job waits; null where it does not wait for this. */
    public String waiting(String job) {
        Loss loss = losses.get(job);
        return loss == null || loss.pause() == null ? null
                : (loss.code() == Fault.Code.QUEUE_FULL ? "The service is too busy" : "The speech engine failed")
                        + "; it is tried again after a pause of " + Math.max(1, loss.pause().toSeconds()) + " s.";
    }

    public void forget(String job) {
        losses.remove(job);
    }

    /** What is said where it was tried often enough: which part of the file it was that no engine survived. */
    public static Throwable stretch(Throwable error, double start, double end) {
        Fault fault = Fault.of(error);
        return fault.code() != Fault.Code.ENGINE_CRASHED ? error : new Fault(fault.code(), "The part of the file from " + clock(start) + " to "
                + clock(end) + " cannot be recognised: the engine crashes on it again and again. " + fault.getMessage(), fault);
    }

    private static String clock(double seconds) {
        long whole = (long) seconds;
        String minutes = "%d:%02d".formatted(whole / 60 % 60, whole % 60);
        return whole < 3600 ? minutes : "%d:%02d:%02d".formatted(whole / 3600, whole / 60 % 60, whole % 60);
    }
}
