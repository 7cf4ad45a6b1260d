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
        assertNull(ahead.send(true));
        PcmMessage<AudioWindow> first = window(0, 30);
        ahead.add(first);
        ahead.add(window(1, 30));
        ahead.add(window(2, 30));
        assertEquals(0, ahead.send(false).meta().index());
        assertNull(ahead.send(false), "one is there already");
        assertEquals(1, ahead.send(true).meta().index());
        assertNull(ahead.send(true), "two are there already");
        ahead.answered(first);
        assertNull(ahead.send(false));
        assertEquals(2, ahead.send(true).meta().index());
        assertFalse(ahead.isEmpty());
    }

    @Test
    void whatComesBackIsSentAgainInOrder() {
        for (int i = 0; i < 3; i++) {
            ahead.add(window(i, 30));
        }
        ahead.send(true);
        ahead.send(true);
        List<PcmMessage<AudioWindow>> back = ahead.sent();
        assertEquals(List.of(1, 0), back.stream().map(window -> window.meta().index()).toList(), "the last one is withdrawn first");
        for (int i = 1; i >= 0; i--) {
            ahead.answered(back.get(i));
            ahead.add(back.get(i));
        }
        assertTrue(ahead.noneSent());
        assertEquals(0, ahead.send(true).meta().index());
        assertEquals(1, ahead.send(true).meta().index());
    }

    @Test
    void whatWaitsAndTheDecodersCount() {
        assertTrue(ahead.roomForMore(1, 30), "one is always got ready");
        ahead.add(window(0, 30));
        ahead.send(true);
        assertTrue(ahead.roomForMore(60, 30), "one is got ready while another runs");
        ahead.add(window(1, 30));
        assertFalse(ahead.roomForMore(60, 30));
        ahead.send(true);
        assertFalse(ahead.roomForMore(60, 30));
        assertTrue(ahead.roomForMore(90, 30));
        ahead.add(window(2, 30.1));
        assertFalse(ahead.roomForMore(120, 30));
    }
}
