package dev.earshot.engine.whisper;

import com.sun.jna.Pointer;
import dev.earshot.engine.whisper.binding.EncodingProbe;
import dev.earshot.engine.whisper.binding.WhisperCallbacks;
import dev.earshot.engine.whisper.binding.WhisperState;
import dev.earshot.speech.Segment;

import java.util.List;
import java.util.function.Consumer;

/** Hands on each segment of a window when whisper.cpp has finished it, with the times that it will have in the answer. */
final class SegmentProgress implements WhisperCallbacks.NewSegment {

    private final WhisperState state;
    private final SegmentCollector segments;
    private final EncodingProbe probe;
    private final Consumer<Segment> progress;
    private int told;

    /** @param seconds of the window */
    SegmentProgress(WhisperState state, double seconds, EncodingProbe probe, Consumer<Segment> progress) {
        this.state = state;
        this.probe = probe;
        this.segments = new SegmentCollector(seconds, false);
        this.progress = progress;
    }

    @Override
    public void callback(Pointer context, Pointer itsState, int fresh, Pointer data) {
        probe.look();
        int count = state.segments();
        for (int i = count - fresh; i < count; i++) {
            segments.add(state.start(i), state.end(i), state.text(i), state.tokens(i), probe.of(i));
        }
        List<Segment> finished = segments.segments();
        while (told < finished.size()) {
            progress.accept(finished.get(told++));
        }
    }
}
