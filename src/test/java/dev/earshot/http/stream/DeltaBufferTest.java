package dev.earshot.http.stream;

import dev.earshot.jobs.JobMessages.WindowDone;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DeltaBufferTest {

    private final DeltaBuffer buffer = new DeltaBuffer();

    @Test
    void windowsInOrderAreTakenAtOnceAndNothingIsLeft() {
        buffer.add(window(0, "one"));
        assertEquals("one", buffer.take());
        buffer.add(window(1, " two"));
        buffer.add(window(2, " three"));
        assertEquals(" two three", buffer.take());
        assertEquals("", buffer.take());
        assertEquals("", buffer.rest("one two three"));
    }

    @Test
    void aWindowThatComesTwiceIsTakenOnce() {
        buffer.add(window(0, "one"));
        buffer.add(window(0, "one"));
        assertEquals("one", buffer.take());
    }

    @Test
    void afterAMissedWindowTheRestComesFromTheText() {
        buffer.add(window(0, "one"));
        assertEquals("one", buffer.take());
        buffer.add(window(2, " three"));
        buffer.add(window(1, " two"));
        assertEquals("", buffer.take());
        assertEquals(" two three", buffer.rest("one two three"));
    }

    @Test
    void whatIsPendingIsBounded() {
        String half = "x".repeat(DeltaBuffer.LIMIT / 2);
        for (int i = 0; i < 10; i++) {
            buffer.add(window(i, half));
        }
        assertEquals(DeltaBuffer.LIMIT, buffer.take().length());
        assertEquals(half.length() * 8, buffer.rest(half.repeat(10)).length());
    }

    private static WindowDone window(int index, String text) {
        return new WindowDone("job", index, List.of(), text, index, null);
    }
}
