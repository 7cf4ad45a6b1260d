package dev.earshot.models;

import dev.earshot.bus.Json;
import dev.earshot.engine.EngineMessages.ShortWindowResult;
import dev.earshot.models.ModelMessages.ShortSpeechState;
import org.junit.jupiter.api.Test;

import java.io.IOException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which models are trusted with short windows. */
class ShortSpeechRecordTest {

    private static ShortSpeechRecord shown(int agreed, int differed) {
        ShortSpeechRecord record = ShortSpeechRecord.NONE;
        for (int i = 0; i < agreed; i++) {
            record = record.plus(ShortWindowResult.AGREED);
        }
        for (int i = 0; i < differed; i++) {
            record = record.plus(ShortWindowResult.DIFFERED);
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

    private static ShortSpeechRecord doubted(ShortSpeechRecord before, int doubted) {
        ShortSpeechRecord record = before;
        for (int i = 0; i < doubted; i++) {
            record = record.plus(ShortWindowResult.DOUBTED);
        }
        return record;
    }

    @Test
    void itIsNeverUsedWhereSixteenOfTheFirstTwentyAndLaterFourOfFiveAreInDoubt() {
        assertEquals(ShortSpeechState.LEARNING, doubted(ShortSpeechRecord.NONE, 15).state());
        assertEquals(ShortSpeechState.NEVER, doubted(ShortSpeechRecord.NONE, 16).state());
        assertEquals(ShortSpeechState.NEVER, doubted(shown(4, 0), 16).state());
        assertEquals(ShortSpeechState.LEARNING, doubted(shown(5, 0), 16).state());
        assertEquals(ShortSpeechState.NEVER, doubted(shown(5, 0), 20).state());
        assertEquals(0, doubted(shown(5, 0), 20).compareEvery());
        assertEquals(ShortSpeechState.TRUSTED, doubted(shown(20, 0), 6).state(), "a quarter in doubt is what pays");
        assertTrue(doubted(shown(30, 0), 1000).doubted() <= 101);
    }

    @Test
    void aFileOfAVersionThatDidNotCountDoubtIsRead() throws IOException {
        assertEquals(new ShortSpeechRecord(3, 2, 0), Json.MAPPER.readValue("{\"compared\":3,\"agreed\":2}", ShortSpeechRecord.class));
    }

    @Test
    void whatIsLongAgoCountsLess() {
        ShortSpeechRecord trusted = shown(1000, 0);

        assertTrue(trusted.compared() <= 101, trusted.toString());
        ShortSpeechRecord worse = trusted;
        for (int i = 0; i < 8; i++) {
            worse = worse.plus(ShortWindowResult.DIFFERED);
        }
        assertEquals(ShortSpeechState.LEARNING, worse.state());
    }

    @Test
    void whatCannotBeIsNotSound() {
        assertTrue(new ShortSpeechRecord(3, 3, 0).isSound());
        assertEquals(false, new ShortSpeechRecord(3, 4, 0).isSound() || new ShortSpeechRecord(3, -1, 0).isSound() || new ShortSpeechRecord(3, 3, -1).isSound());
    }
}
