package dev.earshot.models;

import dev.earshot.models.ModelMessages.ShortSpeechState;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which models are trusted with short windows. */
class ShortSpeechRecordTest {

    private static ShortSpeechRecord shown(int agreed, int differed) {
        ShortSpeechRecord record = ShortSpeechRecord.NONE;
        for (int i = 0; i < agreed; i++) {
            record = record.plus(true);
        }
        for (int i = 0; i < differed; i++) {
            record = record.plus(false);
        }
        return record;
    }

    @Test
    void itIsTrustedWhereNineteenOfTheFirstTwentyAgree() {
        assertEquals(ShortSpeechState.LEARNING, ShortSpeechRecord.NONE.state());
        assertEquals(ShortSpeechState.LEARNING, shown(19, 0).state());
        assertEquals(ShortSpeechState.TRUSTED, shown(20, 0).state());
        assertEquals(ShortSpeechState.TRUSTED, shown(19, 1).state());
        assertEquals(ShortSpeechState.LEARNING, shown(18, 2).state());
        assertEquals(ShortSpeechState.TRUSTED, shown(38, 2).state(), "it may still show it");
    }

    @Test
    void itIsNeverUsedWhereFourOfTwentyDiffer() {
        assertEquals(ShortSpeechState.LEARNING, shown(0, 3).state());
        assertEquals(ShortSpeechState.NEVER, shown(0, 4).state());
        assertEquals(ShortSpeechState.NEVER, shown(16, 4).state());
        assertEquals(ShortSpeechState.LEARNING, shown(17, 4).state());
        assertEquals(ShortSpeechState.LEARNING, shown(40, 4).state());
    }

    @Test
    void eachOfTheFirstTwentyIsComparedThenOneOfFiftyAndNoneWhereItIsNeverUsed() {
        assertEquals(1, ShortSpeechRecord.NONE.compareEvery());
        assertEquals(1, shown(19, 0).compareEvery());
        assertEquals(50, shown(20, 0).compareEvery());
        assertEquals(50, shown(18, 2).compareEvery());
        assertEquals(0, shown(10, 10).compareEvery());
    }

    @Test
    void whatIsLongAgoCountsLess() {
        ShortSpeechRecord trusted = shown(1000, 0);

        assertTrue(trusted.compared() <= 101, trusted.toString());
        ShortSpeechRecord worse = trusted;
        for (int i = 0; i < 8; i++) {
            worse = worse.plus(false);
        }
        assertEquals(ShortSpeechState.LEARNING, worse.state());
    }

    @Test
    void whatCannotBeIsNotSound() {
        assertTrue(new ShortSpeechRecord(3, 3).isSound());
        assertEquals(false, new ShortSpeechRecord(3, 4).isSound() || new ShortSpeechRecord(3, -1).isSound());
    }
}
