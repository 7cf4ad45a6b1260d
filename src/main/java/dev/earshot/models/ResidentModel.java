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

    private final LoadRequest loadRequest;
    private final Set<String> leases = new HashSet<>();
    private List<String> awaiting = new ArrayList<>();
    private ResidencyState state = ResidencyState.LOADING;
    private Instant since;
    private Instant lastUsed;
    private Instant until;
    private KeepAlive keepAlive;
    private DecisionReason reason;
    private boolean markedForEviction;
    private boolean unloadRequested;
    private long loadTimeMs;

    ResidentModel(LoadRequest loadRequest, Instant now) {
        this.loadRequest = loadRequest;
        this.since = now;
        this.lastUsed = now;
    }

    String name() {
        return loadRequest.name();
    }

    LoadRequest loadRequest() {
        return loadRequest;
    }

    /** Its maximal memory; 0 where that is unknown. */
    long peakBytes() {
        return loadRequest.footprint() == null ? 0 : loadRequest.footprint().peak();
    }

    /** The memory that unloading it frees; 0 where that is unknown. */
    long freedBytes() {
        return loadRequest.footprint() == null ? 0 : loadRequest.footprint().idle();
    }

    /** Milliseconds of reloading per MB freed. */
    double reloadCost() {
        return loadTimeMs / Math.max(1, freedBytes() / MemoryEstimate.MB);
    }

    long loadTimeMs() {
        return loadTimeMs;
    }

    ResidencyState state() {
        return state;
    }

    /** As {@link ModelMessages.ResidentView} has it. */
    ModelState shownState() {
        return switch (state) {
            case LOADING -> ModelState.LOADING;
            case UNLOADING -> ModelState.UNLOADING;
            case RESIDENT -> leases.isEmpty() ? ModelState.RESIDENT : ModelState.BUSY;
        };
    }

    Instant since() {
        return since;
    }

    Instant lastUsed() {
        return lastUsed;
    }

    /** When it is unloaded; null while it is used, loading or unloading, or where it stays for good. */
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
        return leases.size() + awaiting.size();
    }

    boolean idle() {
        return state == ResidencyState.RESIDENT && leases.isEmpty();
    }

    boolean hasLease(String lease) {
        return leases.contains(lease);
    }

    void hold(String lease, DecisionReason newReason) {
        leases.add(lease);
        until = null;
        reason = newReason;
    }

    void release(String lease, Instant now) {
        leases.remove(lease);
        lastUsed = now;
    }

    /** Where the clock was set back, its idle time begins now. Returns whether it was. */
    boolean clampToNow(Instant now) {
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

    /** Of the last request that had one; null where none did. */
    KeepAlive keepAlive() {
        return keepAlive;
    }

    void keepAlive(KeepAlive newKeepAlive) {
        keepAlive = newKeepAlive;
    }

    void onLoaded(Instant now) {
        state = ResidencyState.RESIDENT;
        loadTimeMs = Duration.between(since, now).toMillis();
        since = now;
        lastUsed = now;
    }

    /** Returns whether anything has changed. */
    boolean idleUntil(Instant newUntil, DecisionReason newReason) {
        boolean changed = !newReason.equals(reason) || !Objects.equals(newUntil, until);
        until = newUntil;
        reason = newReason;
        return changed;
    }

    void onUnloading(DecisionReason newReason) {
        state = ResidencyState.UNLOADING;
        reason = newReason;
        markedForEviction = false;
        unloadRequested = false;
    }

    /** It is evicted when its leases have ended, unless it is requested again. */
    boolean isMarkedForEviction() {
        return markedForEviction;
    }

    void markedForEviction(boolean now) {
        markedForEviction = now;
    }

    /** A user has unloaded it: it is unloaded when its leases have ended. */
    boolean isUnloadRequested() {
        return unloadRequested;
    }

    void unloadRequested() {
        unloadRequested = true;
    }
}
