package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config.OnCritical;
import dev.earshot.config.Config.Strategy;
import dev.earshot.config.KeepAlive;
import dev.earshot.models.ResidencyCommand.BeginLoad;
import dev.earshot.models.ResidencyCommand.BeginUnload;
import dev.earshot.models.ResidencyCommand.GrantLease;
import dev.earshot.models.ResidencyCommand.ModelFreed;
import dev.earshot.models.ResidencyCommand.RecordDecision;
import dev.earshot.models.ResidencyCommand.RefuseLease;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResidencyTest {

    private static final KeepAlive FIVE = KeepAlive.parse("5m");

    private final Residency residency = new Residency(rules(1));
    private Instant now = Instant.EPOCH;

    private static ResidencyLimits rules(int maxResident) {
        return new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.FOR_GOOD, maxResident, 0, 0, OnCritical.PROTECT);
    }

    private static LoadRequest wanted(String model) {
        return new LoadRequest(model, null, List.of());
    }

    private static List<ResidencyCommand> deeds(List<ResidencyCommand> commands) {
        return commands.stream().filter(command -> !(command instanceof RecordDecision)).toList();
    }

    private static List<String> decisions(List<ResidencyCommand> commands) {
        return commands.stream().filter(RecordDecision.class::isInstance).map(RecordDecision.class::cast).map(d -> d.model() + " " + d.action().text())
                .toList();
    }

    private List<ResidencyCommand> acquire(String model, String lease) {
        return residency.acquire(wanted(model), lease, null, "job " + lease, MemorySnapshot.UNKNOWN, now);
    }

    private void loaded(String model, String lease) {
        acquire(model, lease);
        residency.onLoaded(model, now);
    }

    @Test
    void manyWhoWantAModelThatIsLoadingCauseOneLoad() {
        assertEquals(List.of(new BeginLoad("a")), deeds(acquire("a", "1")));
        assertEquals(List.of(), deeds(acquire("a", "2")));
        assertEquals(List.of(), deeds(acquire("a", "3")));

        assertEquals(List.of(new GrantLease("1"), new GrantLease("2"), new GrantLease("3")), deeds(residency.onLoaded("a", now)));
        assertEquals(List.of(new GrantLease("4")), deeds(acquire("a", "4")));
    }

    @Test
    void howLongALoadTookIsRememberedWhenTheModelHasLeft() {
        acquire("a", "1");
        assertTrue(residency.loadTimeMs("a").isEmpty());
        now = now.plusMillis(210);
        residency.onLoaded("a", now);
        now = now.plusSeconds(1);
        residency.release("1", now);
        residency.unload("a", now);
        residency.onUnloaded("a", null, MemorySnapshot.UNKNOWN, now);
        assertEquals(210, residency.loadTimeMs("a").orElseThrow());
        acquire("a", "2");
        now = now.plusMillis(90);
        residency.onLoaded("a", now);
        assertEquals(90, residency.loadTimeMs("a").orElseThrow(), "the last one");
    }

    @Test
    void theIdleClockStartsWhenTheLastHoldEnds() {
        loaded("a", "1");
        acquire("a", "2");
        now = now.plus(Duration.ofHours(1));
        assertEquals(List.of(), residency.release("1", now));
        assertTrue(residency.nextExpiry().isEmpty(), "it is in use");
        now = now.plus(Duration.ofHours(1));

        assertEquals(List.of("a keep"), decisions(residency.release("2", now)));

        assertEquals(now.plus(Duration.ofMinutes(5)), residency.nextExpiry().orElseThrow());
        assertEquals(List.of(), residency.unloadExpired(now.plus(Duration.ofSeconds(299))));
        assertEquals(List.of(new BeginUnload("a")), deeds(residency.unloadExpired(now.plus(Duration.ofSeconds(300)))));
        assertEquals(List.of(new ModelFreed("a")), deeds(residency.onUnloaded("a", null, MemorySnapshot.UNKNOWN, now)));
        assertTrue(residency.models().isEmpty());
    }

    @Test
    void keepAliveOfARequestWinsAndStaysInForce() {
        residency.acquire(wanted("a"), "1", KeepAlive.parse("10s"), "x", MemorySnapshot.UNKNOWN, now);
        residency.onLoaded("a", now);
        residency.release("1", now);
        assertEquals(now.plusSeconds(10), residency.nextExpiry().orElseThrow());

        acquire("a", "2");
        residency.release("2", now);
        assertEquals(now.plusSeconds(10), residency.nextExpiry().orElseThrow(), "a request that says nothing changes nothing");

        residency.acquire(wanted("a"), "3", KeepAlive.FOR_GOOD, "x", MemorySnapshot.UNKNOWN, now);
        residency.release("3", now);
        assertTrue(residency.nextExpiry().isEmpty());

        residency.acquire(wanted("a"), "4", KeepAlive.parse("0"), "x", MemorySnapshot.UNKNOWN, now);
        assertEquals(List.of(new BeginUnload("a")), deeds(residency.release("4", now)));
    }

    @Test
    void aFailedLoadFailsAllWhoWaitAndTheNextOneTriesAgain() {
        Fault why = new Fault(Fault.Code.BAD_MODEL, "cut off");
        acquire("a", "1");
        acquire("a", "2");

        DecisionReason.LoadFailed failed = new DecisionReason.LoadFailed(why);
        assertEquals(why, DecisionText.fault(failed));
        assertEquals(List.of(new RefuseLease("1", failed), new RefuseLease("2", failed), new ModelFreed("a")), deeds(residency.onLoadFailed("a", why, now)));
        assertEquals(List.of(new BeginLoad("a")), deeds(acquire("a", "3")));
    }

    @Test
    void whoComesWhileAModelIsLeavingHasItLoadedAgain() {
        loaded("a", "1");
        residency.release("1", now);
        residency.unload("a", now);

        assertEquals(List.of(), deeds(acquire("a", "2")));
        assertEquals(List.of(new ModelFreed("a"), new BeginLoad("a")), deeds(residency.onUnloaded("a", null, MemorySnapshot.UNKNOWN, now)));
        assertEquals(List.of(new GrantLease("2")), deeds(residency.onLoaded("a", now)));
    }

    @Test
    void anIdleModelMakesRoomBeforeTheNextOneLoads() {
        loaded("a", "1");
        residency.release("1", now);

        List<ResidencyCommand> todo = acquire("b", "2");

        assertEquals(List.of(new BeginUnload("a"), new BeginLoad("b")), deeds(todo));
        assertEquals(List.of("a evict", "b load"), decisions(todo));
    }

    @Test
    void requestsInFlightEndOnTheModelTheyBeganWith() {
        loaded("a", "1");

        assertEquals(List.of(new BeginLoad("b")), deeds(acquire("b", "2")));
        residency.onLoaded("b", now);
        assertEquals(List.of(new BeginUnload("a")), deeds(residency.release("1", now)), "and then it leaves at once");
        assertEquals(ModelMessages.ModelState.BUSY, residency.find("b").orElseThrow().shownState());
    }

    @Test
    void oneThatIsAskedForAgainWhileItIsToLeaveStays() {
        loaded("a", "1");
        acquire("b", "2");
        residency.onLoaded("b", now);

        assertEquals(List.of(new GrantLease("3")), deeds(acquire("a", "3")));
        residency.release("1", now);
        assertEquals(List.of(), deeds(residency.release("3", now)));
        assertEquals(List.of(new BeginUnload("b")), deeds(residency.release("2", now)), "now the other one has been replaced");
    }

    @Test
    void anUnloadThatIsAskedForWaitsForTheHolds() {
        loaded("a", "1");
        assertEquals(List.of(), deeds(residency.unload("a", now)));
        assertEquals(List.of(new BeginUnload("a")), deeds(residency.release("1", now)));
    }

    @Test
    void reasonsSayWhyAndUntilWhen() {
        loaded("a", "1");
        residency.release("1", now);
        assertEquals("stays for 5 min after its last request (strategy auto)", DecisionText.of(residency.find("a").orElseThrow().reason()));
        residency.acquire(wanted("a"), "2", KeepAlive.parse("1h"), "x", MemorySnapshot.UNKNOWN, now);
        residency.release("2", now);
        assertEquals("stays for 1 h after its last request (keep_alive of a request)", DecisionText.of(residency.find("a").orElseThrow().reason()));
    }

    @Test
    void noRequestKeepsAModelForLongerThanIsAllowed() {
        ResidencyLimits rules = new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.parse("10m"), 1, 0, 0, OnCritical.PROTECT);
        residency.limits(rules, now);
        residency.acquire(wanted("a"), "1", KeepAlive.FOR_GOOD, "x", MemorySnapshot.UNKNOWN, now);
        residency.onLoaded("a", now);
        residency.release("1", now);
        assertEquals(now.plus(Duration.ofMinutes(10)), residency.nextExpiry().orElseThrow());
        assertEquals("stays for 10 min after its last request (keep_alive of a request, at most models.keep_alive_max)",
                DecisionText.of(residency.find("a").orElseThrow().reason()));
        assertEquals("The model stays for 10 min after its last request, because models.keep_alive_max allows no more.",
                DecisionText.notice(rules.notice(KeepAlive.FOR_GOOD)));
        assertNull(rules.notice(KeepAlive.parse("9m")));
        assertNull(rules.notice(null));
    }

    @Test
    void whatIsToStayAlwaysNoRequestSendsAway() {
        ResidencyLimits rules = new ResidencyLimits(KeepAlive.FOR_GOOD, Strategy.ALWAYS, KeepAlive.parse("10m"), 1, 0, 0, OnCritical.PROTECT);
        residency.limits(rules, now);
        residency.acquire(wanted("a"), "1", KeepAlive.parse("0"), "x", MemorySnapshot.UNKNOWN, now);
        residency.onLoaded("a", now);
        assertEquals(List.of(), deeds(residency.release("1", now)));
        assertTrue(residency.nextExpiry().isEmpty());
        assertEquals("stays in memory (strategy always)", DecisionText.of(residency.find("a").orElseThrow().reason()));
        assertTrue(DecisionText.notice(rules.notice(KeepAlive.parse("0"))).contains("keep_alive has no effect"));
        assertNull(rules.notice(KeepAlive.FOR_GOOD), "that is what is done");
    }

    @Test
    void anotherStrategyHoldsForModelsThatEarlierRequestsWantedToStayToo() {
        residency.acquire(wanted("a"), "1", KeepAlive.FOR_GOOD, "x", MemorySnapshot.UNKNOWN, now);
        residency.onLoaded("a", now);
        residency.release("1", now);
        residency.limits(rules(2), now);
        assertTrue(residency.nextExpiry().isEmpty(), "other rules leave it as it was asked for");

        ResidencyLimits immediate = new ResidencyLimits(KeepAlive.parse("0"), Strategy.IMMEDIATE, KeepAlive.FOR_GOOD, 2, 0, 0, OnCritical.PROTECT);
        assertEquals(List.of(new BeginUnload("a")), deeds(residency.limits(immediate, now)));
    }

    @Test
    void howMuchCameBackIsSaid() {
        loaded("a", "1");
        residency.release("1", now);
        residency.unload("a", now);
        RecordDecision unloaded = (RecordDecision) residency.onUnloaded("a", 123_400_000L, MemorySnapshot.UNKNOWN, now).get(0);
        assertEquals("123 MB are free again", DecisionText.of(unloaded.reason()));
        assertEquals(Map.of("freed_mb", 123.0), unloaded.numbers());
    }

    @Test
    void aClockThatIsSetBackKeepsNoModel() {
        loaded("a", "1");
        residency.release("1", now);
        now = now.minus(Duration.ofHours(3));

        assertEquals(List.of(), deeds(residency.unloadExpired(now)), "its time counts from now");
        assertEquals(now.plus(Duration.ofMinutes(5)), residency.nextExpiry().orElseThrow());
        now = now.plus(Duration.ofMinutes(5));
        assertEquals(List.of(new BeginUnload("a")), deeds(residency.unloadExpired(now)));
    }
}
