package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class BoundsTest {

    @Test
    void whatIsWithinItsBoundsCountsAndWhatIsLeftOutIsTheStandard() {
        assertEquals(20, Bounds.within("limit", null, 20, 1, 1000));
        assertEquals(1, Bounds.within("limit", 1, 20, 1, 1000));
        assertEquals(1000, Bounds.within("limit", 1000, 20, 1, 1000));
    }

    @Test
    void whatIsBeyondIsRefusedWithTheBounds() {
        assertThrows(Fault.class, () -> Bounds.within("limit", 0, 20, 1, 1000));
        Fault fault = assertThrows(Fault.class, () -> Bounds.within("limit", 1001, 20, 1, 1000));

        assertEquals(Fault.Code.BAD_REQUEST, fault.code());
        assertEquals("'limit' must be from 1 to 1000, not 1001.", fault.getMessage());
    }
}
