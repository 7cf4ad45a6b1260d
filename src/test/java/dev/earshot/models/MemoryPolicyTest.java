package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config.OnCritical;
import dev.earshot.config.Config.Strategy;
import dev.earshot.config.KeepAlive;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.models.ResidencyCommand.BeginLoad;
import dev.earshot.models.ResidencyCommand.BeginUnload;
import dev.earshot.models.ResidencyCommand.RecordDecision;
import dev.earshot.models.ResidencyCommand.RefuseLease;
import dev.earshot.system.SystemMessages.Level;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What memory has to say about which models stay, come, and go. Sizes in MB. */
class MemoryPolicyTest {

    private static final KeepAlive FIVE = KeepAlive.parse("5m");
    private static final Map<String, Integer> PEAKS = Map.of("tiny", 300, "base", 400, "small", 900, "medium", 2100);

    private Residency residency = new Residency(new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.FOR_GOOD, 9, 0, mb(200), OnCritical.PROTECT));
    private Instant now = Instant.EPOCH;
    private int leases;

    private static long mb(long mb) {
        return mb * 1_000_000;
    }

    /** With two thirds of its peak when idle. */
    private static LoadRequest wanted(String name) {
        return new LoadRequest(name, new MemoryEstimate(PEAKS.get(name) * 2 / 3, PEAKS.get(name)),
                Stream.of("medium", "small", "base", "tiny").map(other -> new LoadRequest.SmallerModel(other, mb(PEAKS.get(other)))).toList());
    }

    private static MemorySnapshot space(long available) {
        return new MemorySnapshot(Level.NORMAL, 50, mb(available), mb(4000));
    }

    private static MemorySnapshot level(Level level, double percent) {
        return new MemorySnapshot(level, percent, mb(3000), mb(4000));
    }

    private List<ResidencyCommand> acquire(String name, MemorySnapshot space) {
        return residency.acquire(wanted(name), "l" + leases++, null, "job", space, now);
    }

    /** Makes a model resident and idle, after so long a load. */
    private void idle(String name, int loadMillis) {
        acquire(name, space(10_000));
        now = now.plusMillis(loadMillis);
        residency.onLoaded(name, now);
        residency.release("l" + (leases - 1), now);
    }

    private static List<ResidencyCommand> deeds(List<ResidencyCommand> commands) {
        return commands.stream().filter(command -> !(command instanceof RecordDecision)).toList();
    }

    private static Fault refusal(List<ResidencyCommand> commands) {
        return commands.stream().filter(RefuseLease.class::isInstance).map(command -> DecisionText.fault(((RefuseLease) command).why())).findFirst()
                .orElseThrow();
    }

    private static RecordDecision decision(List<ResidencyCommand> commands, String action) {
        return commands.stream().filter(RecordDecision.class::isInstance).map(RecordDecision.class::cast)
                .filter(decide -> decide.action().text().equals(action))
                .findFirst().orElseThrow(() -> new AssertionError("no " + action + " in " + commands));
    }

    @Test
    void whatFitsIsLoadedAndTheNumbersAreSaid() {
        List<ResidencyCommand> todo = acquire("small", space(1100));
        assertEquals(List.of(new BeginLoad("small")), deeds(todo));
        assertEquals(Map.of("needed_mb", 900.0, "available_mb", 1100.0, "reserve_mb", 200.0, "percent", 50.0), decision(todo, "load").numbers());
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheNumbersAndTheLargestThatWould() {
        List<ResidencyCommand> todo = acquire("small", space(1099));
        Fault fault = refusal(todo);

        assertEquals(Fault.Code.NOT_ENOUGH_MEMORY, fault.code());
        for (String part : List.of("'small' needs 900 MB", "only 899 MB", "1099 MB are available", "200 MB", "The largest model that fits is 'base'")) {
            assertTrue(fault.getMessage().contains(part), part + " is not in: " + fault.getMessage());
        }
        assertEquals(50.0, decision(todo, "refuse").numbers().get("percent"));
        assertTrue(residency.models().isEmpty());
        assertEquals(List.of(new BeginLoad("small")), deeds(acquire("small", space(1100))), "later there may be more");
    }

    @Test
    void whatTheMachineCanNeverHoldIsAnotherFault() {
        Fault fault = refusal(residency.acquire(wanted("medium"), "x", null, "job", new MemorySnapshot(Level.NORMAL, 10, mb(1900), mb(2000)), now));
        assertEquals(Fault.Code.MODEL_TOO_LARGE, fault.code());
        assertTrue(fault.getMessage().contains("has 2000 MB in all") && fault.getMessage().contains("'small'"), fault.getMessage());
    }

    @Test
    void theIdleOneWhoseReloadCostsLeastForWhatItFreesLeavesFirstAndNoneForNothing() {
        idle("tiny", 400);
        idle("small", 600);
        idle("base", 1000);

        // 400 + 200 are needed, 100 are there: small frees 600 for 600 ms, tiny 200 for 400 ms, base 266 for 1000 ms.
        List<ResidencyCommand> todo = acquire("medium", new MemorySnapshot(Level.NORMAL, 50, mb(1700), mb(4000)));
        assertEquals(List.of(new BeginUnload("small"), new BeginLoad("medium")), deeds(todo));
        assertEquals("to make room for medium: 2100 MB are needed, 1700 MB are available", DecisionText.of(decision(todo, "evict").reason()));
    }

    @Test
    void whereAllIdleOnesWouldNotDoNobodyHasToLeave() {
        idle("tiny", 1);
        Fault fault = refusal(acquire("medium", space(1700)));
        assertEquals(Fault.Code.NOT_ENOUGH_MEMORY, fault.code());
        assertEquals(ModelMessages.ModelState.RESIDENT, residency.find("tiny").orElseThrow().shownState());
    }

    @Test
    void oneInUseIsNeverEndedForWantOfMemoryAndIsNamed() {
        acquire("small", space(5000));
        residency.onLoaded("small", now);
        Fault fault = refusal(acquire("base", space(500)));
        assertTrue(fault.getMessage().contains("beside small in use"), fault.getMessage());
    }

    @Test
    void whatIsLoadingAndLeavingCountsAsDone() {
        acquire("base", space(1400));
        assertEquals(Fault.Code.NOT_ENOUGH_MEMORY, refusal(acquire("small", space(1400))).code(), "base will take its 400");
        residency.onLoaded("base", now);
        residency.release("l0", now);
        residency.unload("base", now);
        assertEquals(List.of(new BeginLoad("small")), deeds(acquire("small", space(900))), "base will give its 267 back");
    }

    @Test
    void whereNobodyKnowsTheMemoryNothingIsRefused() {
        assertEquals(List.of(new BeginLoad("medium")), deeds(acquire("medium", MemorySnapshot.UNKNOWN)));
        assertEquals(List.of(new BeginLoad("x")), deeds(residency.acquire(new LoadRequest("x", null, List.of()), "x", null, "job", space(1), now)));
    }

    @Test
    void aBudgetHoldsForAllTogether() {
        residency = new Residency(new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.FOR_GOOD, 9, mb(1000), 0, OnCritical.PROTECT));
        idle("tiny", 100);
        idle("base", 100);
        List<ResidencyCommand> todo = acquire("small", space(9000));
        assertEquals(List.of(new BeginUnload("base"), new BeginUnload("tiny"), new BeginLoad("small")), deeds(todo));
        assertEquals("to make room for small: models.memory_budget_mb is 1000", DecisionText.of(decision(todo, "evict").reason()));
        Fault fault = refusal(acquire("medium", space(9000)));
        assertEquals(Fault.Code.MODEL_TOO_LARGE, fault.code());
        assertEquals("The model 'medium' needs 2100 MB, and all models together may need 1000 MB (models.memory_budget_mb). The largest model"
                + " that fits is 'small'. Name it, or raise the budget.", fault.getMessage());
    }

    @Test
    void whereNothingFitsIntoTheBudgetOnlyThatIsSaidWhichHelps() {
        residency = new Residency(new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.FOR_GOOD, 9, mb(100), 0, OnCritical.PROTECT));
        assertEquals("The model 'tiny' needs 300 MB, and all models together may need 100 MB (models.memory_budget_mb). Raise the budget.",
                refusal(acquire("tiny", space(9000))).getMessage());
    }

    @Test
    void whereNoModelFitsIntoTheMachineNobodyIsToldToCloseOtherPrograms() {
        String message = refusal(residency.acquire(new LoadRequest("huge", new MemoryEstimate(90_000, 99_000), List.of()), "l", null, "job l", space(100), now))
                .getMessage();
        assertTrue(message.endsWith("No other model fits either: give it more memory."), message);
    }

    @Test
    void underWarningIdleModelsLeaveEarlyAndStayLongerWhenItIsOver() {
        idle("base", 1);
        now = now.plusSeconds(10);
        residency.onMemoryLevel(level(Level.WARNING, 84), now);
        assertEquals(now.plusSeconds(20), residency.nextExpiry().orElseThrow(), "30 s after its last request");
        assertTrue(DecisionText.of(residency.find("base").orElseThrow().reason()).contains("memory is short: 84.0 % in use"));

        residency.onMemoryLevel(level(Level.NORMAL, 70), now);
        assertEquals(now.plusSeconds(290), residency.nextExpiry().orElseThrow());

        now = now.plusSeconds(60);
        List<ResidencyCommand> todo = residency.onMemoryLevel(level(Level.WARNING, 85), now);
        assertEquals(List.of(new BeginUnload("base")), deeds(todo));
        assertEquals(85.0, decision(todo, "unload").numbers().get("percent"));
    }

    @Test
    void whatIsToStayForGoodStaysUntilItIsCritical() {
        residency = new Residency(new ResidencyLimits(KeepAlive.FOR_GOOD, Strategy.ALWAYS, KeepAlive.FOR_GOOD, 9, 0, 0, OnCritical.PROTECT));
        idle("base", 1);
        now = now.plus(Duration.ofHours(1));
        assertEquals(List.of(), deeds(residency.onMemoryLevel(level(Level.WARNING, 85), now)));
        assertEquals(List.of(new BeginUnload("base")), deeds(residency.onMemoryLevel(level(Level.CRITICAL, 95), now)));
    }

    @Test
    void underCriticalWhatFitsBesideTheReserveIsLoadedAndNothingElse() {
        MemorySnapshot critical = new MemorySnapshot(Level.CRITICAL, 93, mb(1099), mb(16_000));
        Fault fault = refusal(acquire("small", critical));
        assertEquals(Fault.Code.NOT_ENOUGH_MEMORY, fault.code());
        assertTrue(fault.getMessage().contains("only 899 MB of memory can be made available"), fault.getMessage());
        assertEquals(List.of(new BeginLoad("base")), deeds(acquire("base", critical)));
        residency.onLoaded("base", now);
        assertEquals(List.of(new BeginUnload("base")), deeds(residency.release("l1", now)), "and it leaves at once");
        assertEquals(Fault.Code.NOT_ENOUGH_MEMORY, refusal(residency.acquire(new LoadRequest("x", null, List.of()), "x", null, "job", critical, now)).code(),
                "of which nobody knows whether it fits");
    }

    @Test
    void whoseWorkGoesOnUnderCriticalIsToldSo() {
        assertEquals("Memory is nearly used up (93.0 % in use, 3000 MB are available). The job runs all the same, because the model fits; close other"
                + " programs that are not needed.", DecisionText.notice(level(Level.CRITICAL, 93).notice()));
        assertNull(level(Level.WARNING, 88).notice());
    }

    @Test
    void whereItIsConfiguredNothingIsLoadedUnderCriticalWhatRunsGoesOnAndLeavesAtItsEnd() {
        residency = new Residency(new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.FOR_GOOD, 9, 0, 0, OnCritical.REFUSE));
        acquire("base", space(5000));
        residency.onLoaded("base", now);
        assertEquals(List.of(), residency.onMemoryLevel(level(Level.CRITICAL, 93), now), "it is in use");

        Fault fault = refusal(acquire("tiny", level(Level.CRITICAL, 93)));
        assertEquals(Fault.Code.NOT_ENOUGH_MEMORY, fault.code());
        assertTrue(fault.getMessage().contains("93.0 % in use"), fault.getMessage());
        assertEquals(List.of(new ResidencyCommand.GrantLease("l2")), deeds(acquire("base", level(Level.CRITICAL, 93))), "who needs what is there gets it");

        residency.release("l0", now);
        assertEquals(List.of(new BeginUnload("base")), deeds(residency.release("l2", now)));
    }

    @Test
    void whoAskedForAModelThatWasLeavingIsRefusedWhereItDoesNotFitAnyMore() {
        residency = new Residency(new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.FOR_GOOD, 9, 0, 0, OnCritical.REFUSE));
        idle("base", 1);
        residency.onMemoryLevel(level(Level.CRITICAL, 95), now);
        assertEquals(List.of(), deeds(acquire("base", level(Level.CRITICAL, 95))), "it is leaving");
        acquire("base", level(Level.CRITICAL, 95));

        List<ResidencyCommand> todo = residency.onUnloaded("base", null, level(Level.CRITICAL, 95), now);

        assertEquals(2, todo.stream().filter(RefuseLease.class::isInstance).count());
        assertEquals(95.0, decision(todo, "refuse").numbers().get("percent"));
        assertTrue(residency.models().isEmpty());
    }

    @Test
    void aSmallerBudgetIsKeptAtOnceByWhatIsIdle() {
        idle("small", 500);
        idle("tiny", 500);
        acquire("base", space(10_000));
        residency.onLoaded("base", now);

        // 1600 MB are in use at most; the one that frees most for its reload leaves.
        List<ResidencyCommand> todo = residency.limits(budget(700), now);
        assertEquals(List.of(new BeginUnload("small")), deeds(todo));
        assertEquals("models.memory_budget_mb is 700", DecisionText.of(decision(todo, "evict").reason()));

        assertEquals(List.of(new BeginUnload("tiny")), deeds(residency.limits(budget(300), now)), "what is in use goes when its requests end");
        assertEquals(List.of(new BeginUnload("base")), deeds(residency.release("l2", now)));
    }

    private static ResidencyLimits budget(long mb) {
        return new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.FOR_GOOD, 9, mb(mb), 0, OnCritical.PROTECT);
    }

    @Test
    void aModelThatIsAskedForAgainTakesItsPlaceInTheBudgetBack() {
        residency = new Residency(budget(1000));
        acquire("base", space(9000));
        residency.onLoaded("base", now);
        acquire("small", space(9000));
        residency.onLoaded("small", now);

        List<ResidencyCommand> todo = acquire("base", space(9000));

        assertEquals("small", decision(todo, "evict").model(), "it is in use and goes at the end of its request");
        assertEquals(List.of(new BeginUnload("small")), deeds(residency.release("l1", now)));
        assertEquals(List.of(), deeds(residency.release("l0", now)), "the other stays");
    }

    @Test
    void nobodyHasToLeaveForAModelThatIsRefused() {
        residency = new Residency(new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.FOR_GOOD, 1, 0, mb(200), OnCritical.PROTECT));
        idle("tiny", 1);

        List<ResidencyCommand> todo = acquire("medium", space(1000));

        assertEquals(Fault.Code.NOT_ENOUGH_MEMORY, refusal(todo).code());
        assertEquals(List.of(), deeds(todo).stream().filter(BeginUnload.class::isInstance).toList());
        assertEquals(ModelMessages.ModelState.RESIDENT, residency.find("tiny").orElseThrow().shownState());
    }

    @Test
    void onlyWhatIsInUseIsNamedAsSuchAndTheReserveIsNoOnes() {
        idle("tiny", 1);
        acquire("base", space(9000));
        residency.onLoaded("base", now);
        String message = refusal(acquire("medium", space(1000))).getMessage();
        assertTrue(message.contains(", beside base in use"), message);

        message = refusal(residency.acquire(wanted("medium"), "x", null, "job", new MemorySnapshot(Level.NORMAL, 10, mb(2200), mb(2200)), now)).getMessage();
        assertTrue(message.endsWith("The largest model that fits is 'small'."), message);
    }

    @Test
    void otherRulesHoldAtOnce() {
        idle("tiny", 1);
        now = now.plusSeconds(20);
        idle("base", 1);
        assertEquals(List.of(new BeginUnload("tiny")),
                deeds(residency.limits(new ResidencyLimits(FIVE, Strategy.AUTO, KeepAlive.FOR_GOOD, 1, 0, 0, OnCritical.PROTECT), now)));
        residency.limits(new ResidencyLimits(KeepAlive.FOR_GOOD, Strategy.ALWAYS, KeepAlive.FOR_GOOD, 1, 0, 0, OnCritical.PROTECT), now);
        assertTrue(residency.nextExpiry().isEmpty());
        assertEquals(List.of(new BeginUnload("base")),
                deeds(residency.limits(new ResidencyLimits(KeepAlive.parse("0"), Strategy.IMMEDIATE, KeepAlive.FOR_GOOD, 1, 0, 0, OnCritical.PROTECT), now)));
    }
}
