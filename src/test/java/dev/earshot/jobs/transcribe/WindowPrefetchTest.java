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
    void oneAtATimeIsQueuedInOrder() {
        assertTrue(ahead.isEmpty());
        assertNull(ahead.queue());
        ahead.add(window(0, 30));
        ahead.add(window(1, 30));
        assertEquals(0, ahead.queue().meta().index());
        assertNull(ahead.queue(), "one is queued");
        ahead.taken();
        assertEquals(1, ahead.queue().meta().index());
        assertFalse(ahead.isEmpty());
        ahead.taken();
        assertTrue(ahead.isEmpty());
    }

    @Test
    void theQueuedOneAndTheDecodersCount() {
        assertTrue(ahead.roomForMore(1, 30), "one is always got ready");
        ahead.add(window(0, 30));
        ahead.queue();
        assertFalse(ahead.roomForMore(60, 30));
        assertTrue(ahead.roomForMore(90, 30));
        ahead.add(window(1, 30.1));
        assertFalse(ahead.roomForMore(120, 30));
    }
}
