package dev.earshot.models;

import dev.earshot.config.KeepAlive;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.models.ModelMessages.ModelState;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What {@link Residency} knows of one model. */
final class ResidentModel {

    enum ResidencyState { LOADING, RESIDENT, UNLOADING }

    private final LoadRequest wanted;
    private final Set<String> holds = new HashSet<>();
    private List<String> awaiting = new ArrayList<>();
    private ResidencyState state = ResidencyState.LOADING;
    private Instant since;
    private Instant lastUsed;
    private Instant until;
    private KeepAlive keepAlive;
    private DecisionReason reason;
    private boolean switchedAway;
    private boolean wantedAway;
    private long loadMillis;

    ResidentModel(LoadRequest wanted, Instant now) {
        this.wanted = wanted;
        this.since = now;
        this.lastUsed = now;
    }

    String name() {
        return wanted.name();
    }

    LoadRequest wanted() {
        return wanted;
    }

    /** Bytes that it takes at most; 0 where that is unknown. */
    long peak() {
        return wanted.need() == null ? 0 : wanted.need().peak();
    }

    /** Bytes that are free when it is gone; 0 where that is unknown. */
    long frees() {
        return wanted.need() == null ? 0 : wanted.need().idle();
    }

    /** Milliseconds of loading it again for each MB that it frees. */
    double reloadCost() {
        return loadMillis / Math.max(1, frees() / MemoryEstimate.MB);
    }

    long loadMillis() {
        return loadMillis;
    }

    ResidencyState state() {
        return state;
    }

    /** As {@link ModelMessages.ResidentView} has it. */
    ModelState shownState() {
        return switch (state) {
            case LOADING -> ModelState.LOADING;
            case UNLOADING -> ModelState.UNLOADING;
            case RESIDENT -> holds.isEmpty() ? ModelState.RESIDENT : ModelState.BUSY;
        };
    }

    Instant since() {
        return since;
    }

    Instant lastUsed() {
        return lastUsed;
    }

    /** When it leaves; null while it is in use, on its way, or stays for good. */
    Instant until() {
        return idle() ? until : null;
    }

    DecisionReason reason() {
        return reason;
    }

    void reason(DecisionReason newReason) {
        reason = newReason;
    }

    int requests() {
        return holds.size() + awaiting.size();
    }

    boolean idle() {
        return state == ResidencyState.RESIDENT && holds.isEmpty();
    }

    boolean holds(String lease) {
        return holds.contains(lease);
    }

    void hold(String lease, DecisionReason newReason) {
        holds.add(lease);
        until = null;
        reason = newReason;
    }

    void letGo(String lease, Instant now) {
        holds.remove(lease);
        lastUsed = now;
    }

    /** Where the clock was set back, its times count from now on. Returns whether it was. */
    boolean notAfter(Instant now) {
        boolean setBack = lastUsed.isAfter(now);
        lastUsed = setBack ? now : lastUsed;
        return setBack;
    }

    void await(String lease) {
        awaiting.add(lease);
    }

    List<String> takeAwaiting() {
        List<String> taken = awaiting;
        awaiting = new ArrayList<>();
        return taken;
    }

    /** What the last request that said anything wants; null where none did. */
    KeepAlive keepAlive() {
        return keepAlive;
    }

    void keepAlive(KeepAlive wanted) {
        keepAlive = wanted;
    }

    void resident(Instant now) {
        state = ResidencyState.RESIDENT;
        loadMillis = Duration.between(since, now).toMillis();
        since = now;
        lastUsed = now;
    }

    /** Returns whether that is something new. */
    boolean idleUntil(Instant newUntil, DecisionReason newReason) {
        boolean changed = !newReason.equals(reason) || !Objects.equals(newUntil, until);
        until = newUntil;
        reason = newReason;
        return changed;
    }

    void unloading(DecisionReason newReason) {
        state = ResidencyState.UNLOADING;
        reason = newReason;
        switchedAway = false;
        wantedAway = false;
    }

    /** Another model has taken its place: it leaves when its holds end, unless somebody asks for it again. */
    boolean isSwitchedAway() {
        return switchedAway;
    }

    void switchedAway(boolean now) {
        switchedAway = now;
    }

    /** Somebody asked for it to leave when its holds end. */
    boolean isWantedAway() {
        return wantedAway;
    }

    void wantedAway() {
        wantedAway = true;
    }
}
