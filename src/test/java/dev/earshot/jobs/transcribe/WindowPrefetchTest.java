package dev.earshot.jobs.transcribe;

import dev.earshot.audio.AudioMessages.AudioWindow;
import dev.earshot.bus.PcmMessage;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WindowPrefetchTest {

    private final WindowPrefetch ahead = new WindowPrefetch();

    private static PcmMessage<AudioWindow> window(int index, double seconds) {
        return new PcmMessage<>(new AudioWindow(index, index * 100, index * 100 + seconds, 0, null, false, false, List.of()), Buffer.buffer());
    }

    @Test
    void oneIsSentAndTheNextOneAheadWhereThatIsAllowedInOrder() {
        assertTrue(ahead.isEmpty());
        assertNull(ahead.pollForEngine(true));
        PcmMessage<AudioWindow> first = window(0, 30);
        ahead.add(first);
        ahead.add(window(1, 30));
        ahead.add(window(2, 30));
        assertEquals(0, ahead.pollForEngine(false).meta().index());
        assertNull(ahead.pollForEngine(false), "one is there already");
        assertEquals(1, ahead.pollForEngine(true).meta().index());
        assertNull(ahead.pollForEngine(true), "two are there already");
        ahead.onAnswered(first);
        assertNull(ahead.pollForEngine(false));
        assertEquals(2, ahead.pollForEngine(true).meta().index());
        assertFalse(ahead.isEmpty());
    }

    @Test
    void whatComesBackIsSentAgainInOrder() {
        for (int i = 0; i < 3; i++) {
            ahead.add(window(i, 30));
        }
        ahead.pollForEngine(true);
        ahead.pollForEngine(true);
        List<PcmMessage<AudioWindow>> back = ahead.sentLastFirst();
        assertEquals(List.of(1, 0), back.stream().map(window -> window.meta().index()).toList(), "the last one is withdrawn first");
        for (int i = 1; i >= 0; i--) {
            ahead.onAnswered(back.get(i));
            ahead.add(back.get(i));
        }
        assertTrue(ahead.noneSent());
        assertEquals(0, ahead.pollForEngine(true).meta().index());
        assertEquals(1, ahead.pollForEngine(true).meta().index());
    }

    @Test
    void whatWaitsAndTheDecodersCount() {
        assertTrue(ahead.mayFetch(1, 30), "one is always got ready");
        ahead.add(window(0, 30));
        ahead.pollForEngine(true);
        assertTrue(ahead.mayFetch(60, 30), "one is got ready while another runs");
        ahead.add(window(1, 30));
        assertFalse(ahead.mayFetch(60, 30));
        ahead.pollForEngine(true);
        assertFalse(ahead.mayFetch(60, 30));
        assertTrue(ahead.mayFetch(90, 30));
        ahead.add(window(2, 30.1));
        assertFalse(ahead.mayFetch(120, 30));
    }
}
