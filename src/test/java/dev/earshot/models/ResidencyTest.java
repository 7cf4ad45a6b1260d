package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.KeepAlive;
import dev.earshot.models.Command.Decide;
import dev.earshot.models.Command.Free;
import dev.earshot.models.Command.Grant;
import dev.earshot.models.Command.Load;
import dev.earshot.models.Command.Refuse;
import dev.earshot.models.Command.Unload;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResidencyTest {

    private static final KeepAlive FIVE = KeepAlive.parse("5m");

    private final Residency residency = new Residency(rules(1));
    private Instant now = Instant.EPOCH;

    private static Rules rules(int maxResident) {
        return new Rules(FIVE, "auto", maxResident, 0, 0);
    }

    private static Wanted wanted(String model) {
        return new Wanted(model, null, List.of());
    }

    private static List<Command> deeds(List<Command> commands) {
        return commands.stream().filter(command -> !(command instanceof Decide)).toList();
    }

    private static List<String> decisions(List<Command> commands) {
        return commands.stream().filter(Decide.class::isInstance).map(Decide.class::cast).map(d -> d.model() + " " + d.action()).toList();
    }

    private List<Command> acquire(String model, String lease) {
        return residency.acquire(wanted(model), lease, null, "job " + lease, Space.UNKNOWN, now);
    }

    private void loaded(String model, String lease) {
        acquire(model, lease);
        residency.loaded(model, now);
    }

    @Test
    void manyWhoWantAModelThatIsLoadingCauseOneLoad() {
        assertEquals(List.of(new Load("a")), deeds(acquire("a", "1")));
        assertEquals(List.of(), deeds(acquire("a", "2")));
        assertEquals(List.of(), deeds(acquire("a", "3")));

        assertEquals(List.of(new Grant("1"), new Grant("2"), new Grant("3")), deeds(residency.loaded("a", now)));
        assertEquals(List.of(new Grant("4")), deeds(acquire("a", "4")));
    }

    @Test
    void howLongALoadTookIsRememberedWhenTheModelHasLeft() {
        acquire("a", "1");
        assertTrue(residency.loadMillis("a").isEmpty());
        now = now.plusMillis(210);
        residency.loaded("a", now);
        now = now.plusSeconds(1);
        residency.release("1", now);
        residency.unload("a", now);
        residency.unloaded("a", Space.UNKNOWN, now);
        assertEquals(210, residency.loadMillis("a").orElseThrow());
        acquire("a", "2");
        now = now.plusMillis(90);
        residency.loaded("a", now);
        assertEquals(90, residency.loadMillis("a").orElseThrow(), "the last one");
    }

    @Test
    void theIdleClockStartsWhenTheLastHoldEnds() {
        loaded("a", "1");
        acquire("a", "2");
        now = now.plus(Duration.ofHours(1));
        assertEquals(List.of(), residency.release("1", now));
        assertTrue(residency.nextDue().isEmpty(), "it is in use");
        now = now.plus(Duration.ofHours(1));

        assertEquals(List.of("a keep"), decisions(residency.release("2", now)));

        assertEquals(now.plus(Duration.ofMinutes(5)), residency.nextDue().orElseThrow());
        assertEquals(List.of(), residency.due(now.plus(Duration.ofSeconds(299))));
        assertEquals(List.of(new Unload("a")), deeds(residency.due(now.plus(Duration.ofSeconds(300)))));
        assertEquals(List.of(new Free("a")), deeds(residency.unloaded("a", Space.UNKNOWN, now)));
        assertTrue(residency.models().isEmpty());
    }

    @Test
    void keepAliveOfARequestWinsAndStaysInForce() {
        residency.acquire(wanted("a"), "1", KeepAlive.parse("10s"), "x", Space.UNKNOWN, now);
        residency.loaded("a", now);
        residency.release("1", now);
        assertEquals(now.plusSeconds(10), residency.nextDue().orElseThrow());

        acquire("a", "2");
        residency.release("2", now);
        assertEquals(now.plusSeconds(10), residency.nextDue().orElseThrow(), "a request that says nothing changes nothing");

        residency.acquire(wanted("a"), "3", KeepAlive.FOR_GOOD, "x", Space.UNKNOWN, now);
        residency.release("3", now);
        assertTrue(residency.nextDue().isEmpty());

        residency.acquire(wanted("a"), "4", KeepAlive.parse("0"), "x", Space.UNKNOWN, now);
        assertEquals(List.of(new Unload("a")), deeds(residency.release("4", now)));
    }

    @Test
    void aFailedLoadFailsAllWhoWaitAndTheNextOneTriesAgain() {
        Fault why = new Fault(Fault.Code.BAD_MODEL, "cut off");
        acquire("a", "1");
        acquire("a", "2");

        assertEquals(List.of(new Refuse("1", why), new Refuse("2", why), new Free("a")), deeds(residency.loadFailed("a", why, now)));
        assertEquals(List.of(new Load("a")), deeds(acquire("a", "3")));
    }

    @Test
    void whoComesWhileAModelIsLeavingHasItLoadedAgain() {
        loaded("a", "1");
        residency.release("1", now);
        residency.unload("a", now);

        assertEquals(List.of(), deeds(acquire("a", "2")));
        assertEquals(List.of(new Free("a"), new Load("a")), deeds(residency.unloaded("a", Space.UNKNOWN, now)));
        assertEquals(List.of(new Grant("2")), deeds(residency.loaded("a", now)));
    }

    @Test
    void anIdleModelMakesRoomBeforeTheNextOneLoads() {
        loaded("a", "1");
        residency.release("1", now);

        List<Command> todo = acquire("b", "2");

        assertEquals(List.of(new Unload("a"), new Load("b")), deeds(todo));
        assertEquals(List.of("a evict", "b load"), decisions(todo));
    }

    @Test
    void requestsInFlightEndOnTheModelTheyBeganWith() {
        loaded("a", "1");

        assertEquals(List.of(new Load("b")), deeds(acquire("b", "2")));
        residency.loaded("b", now);
        assertEquals(List.of(new Unload("a")), deeds(residency.release("1", now)), "and then it leaves at once");
        assertEquals("busy", residency.find("b").orElseThrow().stateText());
    }

    @Test
    void oneThatIsAskedForAgainWhileItIsToLeaveStays() {
        loaded("a", "1");
        acquire("b", "2");
        residency.loaded("b", now);

        assertEquals(List.of(new Grant("3")), deeds(acquire("a", "3")));
        residency.release("1", now);
        assertEquals(List.of(), deeds(residency.release("3", now)));
        assertEquals(List.of(new Unload("b")), deeds(residency.release("2", now)), "now the other one has been replaced");
    }

    @Test
    void anUnloadThatIsAskedForWaitsForTheHolds() {
        loaded("a", "1");
        assertEquals(List.of(), deeds(residency.unload("a", now)));
        assertEquals(List.of(new Unload("a")), deeds(residency.release("1", now)));
    }

    @Test
    void reasonsSayWhyAndUntilWhen() {
        loaded("a", "1");
        residency.release("1", now);
        assertEquals("stays for 5 min after its last request (strategy auto)", residency.find("a").orElseThrow().reason());
        residency.acquire(wanted("a"), "2", KeepAlive.parse("1h"), "x", Space.UNKNOWN, now);
        residency.release("2", now);
        assertEquals("stays for 1 h after its last request (keep_alive of a request)", residency.find("a").orElseThrow().reason());
    }
}
