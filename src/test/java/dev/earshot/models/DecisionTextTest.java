package dev.earshot.models;

import dev.earshot.bus.Fault;
import dev.earshot.config.KeepAlive;
import dev.earshot.models.DecisionMessages.DecisionCode;
import dev.earshot.models.DecisionReason.Freed;
import dev.earshot.models.DecisionReason.InUse;
import dev.earshot.models.DecisionReason.LoadFailed;
import dev.earshot.models.DecisionReason.MemoryCritical;
import dev.earshot.models.DecisionReason.Plain;
import dev.earshot.models.DecisionReason.Requested;
import dev.earshot.models.DecisionReason.Stay;
import dev.earshot.models.DecisionReason.StayOrigin;
import dev.earshot.models.DecisionReason.TooMany;
import dev.earshot.models.DecisionReason.WhenUnused;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

/** What people read of decisions. */
class DecisionTextTest {

    private static final KeepAlive FIVE = KeepAlive.parse("5m");

    @Test
    void whyAModelIsHere() {
        assertEquals("requested by job a1", DecisionText.of(new Requested("job a1")));
        assertEquals("in use by job a1", DecisionText.of(new InUse("job a1")));
        assertEquals("in use", DecisionText.of(new InUse(null)));
        assertEquals("it is in memory", DecisionText.of(new Plain(DecisionCode.LOADED)));
        assertEquals("requested while it was being unloaded", DecisionText.of(new Plain(DecisionCode.REQUESTED_WHILE_LEAVING)));
    }

    @Test
    void howLongItStaysAndWhoSaidSo() {
        assertEquals("stays for 5 min after its last request (strategy auto)", stay(DecisionCode.KEEP_ALIVE, FIVE, null, "auto", false));
        assertEquals("stays in memory (keep_alive of a request)", stay(DecisionCode.KEEP_ALIVE, KeepAlive.FOR_GOOD, null, null, false));
        assertEquals("idle for 5 min (keep_alive of a request, at most models.keep_alive_max)", stay(DecisionCode.IDLE, FIVE, null, null, true));
        assertEquals("not in use (memory is short: 95.0 % in use)", stay(DecisionCode.NOT_KEPT, FIVE, 95.0, null, false));
    }

    private static String stay(DecisionCode code, KeepAlive time, Double percent, String strategy, boolean capped) {
        return DecisionText.of(new Stay(code, time, new StayOrigin(percent, strategy, capped)));
    }

    @Test
    void whyItLeaves() {
        assertEquals("unloading was requested; it is unloaded when the requests that use it end",
                DecisionText.of(new WhenUnused(new Plain(DecisionCode.UNLOAD_REQUESTED))));
        assertEquals("another model has taken its place", DecisionText.of(new Plain(DecisionCode.REPLACED)));
        assertEquals("to make room for base: models.max_resident is 2", DecisionText.of(new TooMany("base", 2)));
        assertEquals("models.max_resident is 2", DecisionText.of(new TooMany(null, 2)));
        assertEquals("267 MB are free again", DecisionText.of(new Freed(267_000_000L)));
        assertEquals("its memory is free", DecisionText.of(new Freed(null)));
    }

    @Test
    void whyItDoesNotCome() {
        Fault broken = new Fault(Fault.Code.BAD_MODEL, "The file is no model.");
        assertEquals("it could not be loaded: The file is no model.", DecisionText.of(new LoadFailed(broken)));
        assertSame(broken, DecisionText.fault(new LoadFailed(broken)), "who asked gets what went wrong");
        assertEquals("Memory is nearly used up (95.0 % in use), so the model 'base' is not loaded now. Close other programs, or try again later.",
                DecisionText.of(new MemoryCritical("base", 95.0, null)));
        assertEquals("Memory is nearly used up (95.0 % in use, 100 MB are available), so the model 'base' is not loaded now. Close other programs, or try"
                + " again later.", DecisionText.of(new MemoryCritical("base", 95.0, 100_000_000L)));
    }
}
