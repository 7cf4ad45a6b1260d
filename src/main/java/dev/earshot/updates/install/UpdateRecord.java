package dev.earshot.updates.install;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnore;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code update.json}: where an update stands. Each change is written before what it names is begun. Pure; immutable.
 *
 * @param version  the newer version that this is about, or null
 * @param previous the version that was current before it, or null
 * @param reason   why it failed, or was left, or null
 * @param trials   that have begun of it
 * @param since    when it became current, or null
 * @param starts   of it since then that have not ended in order
 * @param backTo   the version that is to become current again, or null
 * @param failed   versions that are not tried again, the newest last
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
record UpdateRecord(Phase phase, String version, String previous, String reason, int trials, Instant since, List<Instant> starts, String backTo,
                    List<FailedVersion> failed) {

    static final Duration PROBATION = Duration.ofHours(1);
    static final UpdateRecord NONE = new UpdateRecord(Phase.IDLE, null, null, null, 0, null, List.of(), null, List.of());

    /** Starts within the probation that did not end in order, after which the version is left. */
    static final int MAX_CRASHES = 3;
    private static final int MAX_TRIALS = 2;
    private static final int MAX_FAILED = 20;

    /** A version that is not tried again, and why. */
    @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
    record FailedVersion(String version, String reason) {
    }

    /** What a start has to do before it may start. */
    enum StartStep {
        /** Nothing: this version runs. */
        RUN,
        /** Try the version that is staged. */
        TRY,
        /** Make the version current whose trial went well. */
        SWITCH,
        /** Make the previous version current. */
        GO_BACK,
        /** Another start has changed the version meanwhile: become that. */
        FOLLOW
    }

    UpdateRecord {
        phase = phase == null ? Phase.IDLE : phase;
        starts = starts == null ? List.of() : List.copyOf(starts);
        failed = failed == null ? List.of() : List.copyOf(failed);
    }

    /** @param running the version of this process; @param current the one that the link names */
    StartStep step(String running, String current, Instant now) {
        if (backTo != null) {
            return current.equals(backTo) ? running.equals(backTo) ? StartStep.RUN : StartStep.FOLLOW : StartStep.GO_BACK;
        }
        return switch (phase) {
            case STAGED, TRYING -> running.equals(current) ? StartStep.TRY : StartStep.RUN;
            case PROBATION -> !current.equals(version) ? StartStep.SWITCH : !running.equals(version) ? StartStep.FOLLOW
                    : onProbation(now) && starts.size() >= MAX_CRASHES && previous != null ? StartStep.GO_BACK : StartStep.RUN;
            case IDLE, FAILED -> StartStep.RUN;
        };
    }

    @JsonIgnore
    boolean isTriedOut() {
        return phase == Phase.TRYING && trials >= MAX_TRIALS;
    }

    boolean onProbation(Instant now) {
        return phase == Phase.PROBATION && now.isBefore(since.plus(PROBATION));
    }

    Optional<FailedVersion> failure(String any) {
        return failed.stream().filter(each -> each.version().equals(any)).findFirst();
    }

    UpdateRecord staged(String newer) {
        return new UpdateRecord(Phase.STAGED, newer, previous, null, 0, null, List.of(), null, failed);
    }

    UpdateRecord trying() {
        return new UpdateRecord(Phase.TRYING, version, previous, null, trials + 1, null, List.of(), null, failed);
    }

    /** The trial could not begin, by no fault of the version: the next start tries it. */
    UpdateRecord postponed(String why) {
        return new UpdateRecord(Phase.STAGED, version, previous, why, trials - 1, null, List.of(), null, failed);
    }

    /** The trial went well: the version is to become current. */
    UpdateRecord passed(String running, Instant now) {
        return new UpdateRecord(Phase.PROBATION, version, running, null, trials, now, List.of(), null, failed);
    }

    /** The version is not tried again; the one that runs stays. */
    UpdateRecord failed(String why) {
        return new UpdateRecord(Phase.FAILED, version, previous, why, trials, null, List.of(), null, withFailed(why));
    }

    UpdateRecord started(Instant now) {
        if (phase != Phase.PROBATION) {
            return this;
        }
        List<Instant> all = new ArrayList<>(starts);
        all.add(now);
        return onProbation(now) ? new UpdateRecord(phase, version, previous, reason, trials, since, all, null, failed) : proved();
    }

    /** The last start ended in order. */
    UpdateRecord stopped() {
        return starts.isEmpty() ? this
                : new UpdateRecord(phase, version, previous, reason, trials, since, starts.subList(0, starts.size() - 1), backTo, failed);
    }

    /** The version has run for long enough; it can still be left by hand. */
    private UpdateRecord proved() {
        return new UpdateRecord(Phase.IDLE, version, previous, null, 0, since, List.of(), null, failed);
    }

    /** The version crashed too often: it is left for the previous one. */
    UpdateRecord crashed(String why) {
        return new UpdateRecord(Phase.FAILED, version, null, why, trials, null, List.of(), previous, withFailed(why));
    }

    /** The version is left by hand, and may be installed again. */
    UpdateRecord left(String running, String why) {
        return new UpdateRecord(Phase.IDLE, running, null, why, 0, null, List.of(), previous, failed);
    }

    /** There is no previous version to go back to any more. */
    UpdateRecord stays(String why) {
        return new UpdateRecord(Phase.IDLE, version, null, why, 0, since, List.of(), null, failed);
    }

    /** The previous version is current again, and has found its store. */
    UpdateRecord back() {
        return new UpdateRecord(phase, version, previous, reason, trials, since, starts, null, failed);
    }

    private List<FailedVersion> withFailed(String why) {
        List<FailedVersion> all = new ArrayList<>(failed);
        all.removeIf(each -> each.version().equals(version));
        all.add(new FailedVersion(version, why));
        return all.subList(Math.max(0, all.size() - MAX_FAILED), all.size());
    }
}
