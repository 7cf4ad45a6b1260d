package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config.OnCritical;
import dev.earshot.config.Config.Strategy;
import dev.earshot.config.KeepAlive;
import dev.earshot.format.MemoryEstimate;
import dev.earshot.models.ResidencyCommand.BeginLoad;
import dev.earshot.models.ResidencyCommand.BeginUnload;
import dev.earshot.models.ResidencyCommand.GrantLease;
import dev.earshot.models.ResidencyCommand.RefuseLease;
import dev.earshot.system.SystemMessages.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * An hour of mixed load in no time, again and again, each from a seed: requests with and without keep_alive, changes of strategy, of
 * limits and of the machine's memory, loads that take time and fail. No model stays past its time, none is unloaded in use, none
 * loaded twice, and everybody who asked is answered.
 */
class SimulatedHourTest {

    private static final Map<String, Integer> SIZES = Map.of("tiny", 300, "base", 500, "small", 900, "medium", 2200);
    private static final List<String> NAMES = List.of("tiny", "base", "small", "medium");
    private static final List<KeepAlive> TIMES = List.of(KeepAlive.parse("5m"), KeepAlive.parse("0"), KeepAlive.FOR_GOOD, KeepAlive.parse("20s"),
            KeepAlive.parse("90s"));
    private static final int HOURS = 100;

    private Random random;
    private Residency residency;
    private ResidencyLimits rules;
    private long available;
    private Level level;
    private Instant now;
    private int leases;
    /** What the engine has been told, by model. */
    private final Map<String, String> engine = new HashMap<>();
    private final Map<String, String> held = new HashMap<>();
    private final Map<String, String> waiting = new HashMap<>();
    /** What the last request that said anything wants, by model. */
    private final Map<String, KeepAlive> wishes = new HashMap<>();
    private final Map<String, Instant> lastUsed = new HashMap<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theRulesHold(int maxResident) {
        for (int seed = 0; seed < HOURS; seed++) {
            begin(seed, maxResident);
            Instant end = now.plus(Duration.ofHours(1));
            while (now.isBefore(end)) {
                step();
                check(seed);
            }
            finishAll();
            assertEquals(Map.of(), waiting, "everybody is answered, seed " + seed);
        }
    }

    private void begin(int seed, int maxResident) {
        random = new Random(seed);
        rules = new ResidencyLimits(TIMES.get(0), Strategy.AUTO, KeepAlive.FOR_GOOD, maxResident, 0, 200_000_000, OnCritical.values()[seed % 2]);
        residency = new Residency(rules);
        level = Level.NORMAL;
        now = Instant.EPOCH;
        List.of(engine, held, waiting, wishes, lastUsed).forEach(Map::clear);
    }

    private void step() {
        now = now.plusMillis(random.nextInt(8000));
        perform(residency.unloadExpired(now));
        String model = NAMES.get(random.nextInt(NAMES.size()));
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> ask(model);
            case 5, 6, 7, 8, 9 -> held.keySet().stream().findFirst().ifPresent(this::release);
            case 10, 11, 12, 13, 14, 15 -> finish(model);
            case 16 -> {
                perform(residency.onMemoryLevel(space(), now));
                assertTrue(level != Level.CRITICAL || residency.models().stream().noneMatch(ResidentModel::idle), "idle while memory is critical");
            }
            case 17 -> {
                KeepAlive time = TIMES.get(random.nextInt(TIMES.size()));
                if (!(time.equals(rules.defaultStay()) && rules.strategy() == Strategy.CUSTOM)) {
                    wishes.clear();
                }
                rules = new ResidencyLimits(time, Strategy.CUSTOM, KeepAlive.FOR_GOOD, rules.maxResident(), random.nextInt(3) == 0 ? 3_000_000_000L : 0,
                        rules.reserveBytes(),
                        rules.onCritical());
                perform(residency.limits(rules, now));
            }
            case 18 -> {
                if (residency.find(model).isPresent() && random.nextInt(3) == 0) {
                    perform(residency.unload(model, now));
                }
            }
            default -> now = now.plusSeconds(random.nextInt(120));
        }
        perform(residency.unloadExpired(now));
    }

    private void ask(String model) {
        String lease = "l" + leases++;
        waiting.put(lease, model);
        KeepAlive wish = random.nextInt(3) == 0 ? TIMES.get(random.nextInt(TIMES.size())) : null;
        if (wish != null && (residency.find(model).isPresent())) {
            wishes.put(model, wish);
        }
        boolean fresh = residency.find(model).isEmpty();
        LoadRequest wanted = new LoadRequest(model, new MemoryEstimate(SIZES.get(model) * 2 / 3, SIZES.get(model)), List.of());
        perform(residency.acquire(wanted, lease, wish, "somebody", space(), now));
        if (fresh && residency.find(model).isPresent()) {
            wishes.put(model, wish);
        }
    }

    /** Memory as it might be: mostly well, sometimes short. */
    private MemorySnapshot space() {
        int percent = random.nextInt(10) < 7 ? 40 : 75 + random.nextInt(25);
        level = percent >= 90 ? Level.CRITICAL : percent >= 80 ? Level.WARNING : Level.NORMAL;
        available = (100 - percent) * 80_000_000L;
        return new MemorySnapshot(level, percent, available, 8_000_000_000L);
    }

    private void release(String lease) {
        lastUsed.put(held.remove(lease), now);
        perform(residency.release(lease, now));
    }

    private void finish(String model) {
        String doing = engine.get(model);
        if ("loading".equals(doing)) {
            if (random.nextInt(10) == 0) {
                engine.remove(model);
                perform(residency.onLoadFailed(model, new Fault(Fault.Code.BAD_MODEL, "x"), now));
            } else {
                engine.put(model, "loaded");
                lastUsed.put(model, now);
                perform(residency.onLoaded(model, now));
            }
        } else if ("unloading".equals(doing)) {
            engine.remove(model);
            perform(residency.onUnloaded(model, null, space(), now));
        }
    }

    private void finishAll() {
        while (!held.isEmpty() || engine.values().stream().anyMatch(Set.of("loading", "unloading")::contains)) {
            List.copyOf(held.keySet()).forEach(this::release);
            new ArrayList<>(engine.keySet()).forEach(this::finish);
        }
    }

    private void perform(List<ResidencyCommand> commands) {
        for (ResidencyCommand command : commands) {
            if (command instanceof BeginLoad load) {
                assertNull(engine.put(load.model(), "loading"), "loaded twice");
                assertTrue(level != Level.CRITICAL || rules.onCritical() == OnCritical.PROTECT && SIZES.get(load.model()) * 1_000_000L <= free(),
                        "loaded while memory is critical");
            } else if (command instanceof BeginUnload unload) {
                assertFalse(held.containsValue(unload.model()), "unloaded in use");
                assertEquals("loaded", engine.put(unload.model(), "unloading"));
            } else if (command instanceof GrantLease grant) {
                String model = waiting.remove(grant.lease());
                assertEquals("loaded", engine.get(model), "granted without being there");
                held.put(grant.lease(), model);
            } else if (command instanceof RefuseLease refuse) {
                assertTrue(waiting.remove(refuse.lease()) != null, "refused twice");
            }
        }
    }

    /** What a load may take, with what is on its way out. */
    private long free() {
        return available - rules.reserveBytes() + engine.entrySet().stream().filter(each -> each.getValue().equals("unloading"))
                .mapToLong(each -> SIZES.get(each.getKey()) * 2 / 3 * 1_000_000L).sum();
    }

    private void check(int seed) {
        for (ResidentModel model : residency.models()) {
            if (model.idle()) {
                KeepAlive wish = wishes.get(model.name()) == null ? rules.defaultStay() : wishes.get(model.name());
                assertTrue(wish.forGood() || lastUsed.get(model.name()).plus(wish.time()).isAfter(now),
                        model.name() + " is past its time, seed " + seed);
            }
            assertEquals(model.state() == ResidentModel.ResidencyState.RESIDENT, "loaded".equals(engine.get(model.name())), model.name() + ", seed " + seed);
        }
        assertTrue(residency.models().stream().filter(ResidentModel::idle).count() <= rules.maxResident(), "more stay than may, seed " + seed);
    }
}
