package dev.earshot.audio;

import dev.earshot.audio.VoiceActivityDetector.FrameSpan;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Frame by frame: noise at -60 dB, so that speech begins above -53 dB and ends at -56 dB. */
class EnergySpeechDetectorTest {

    private final double[] frames = new double[200];

    EnergySpeechDetectorTest() {
        Arrays.fill(frames, -60);
    }

    @Test
    void speechHasAMarginOnBothSides() {
        speech(50, 90);
        assertEquals(List.of(new FrameSpan(40, 100)), find());
    }

    @Test
    void aMarginEndsWithTheAudio() {
        speech(3, 20);
        speech(180, 200);
        assertEquals(List.of(new FrameSpan(0, 30), new FrameSpan(170, 200)), find());
    }

    @Test
    void aClickIsNone() {
        level(-40, 50, 52);
        level(-40, 80, 83);
        assertEquals(List.of(), find(), "2 frames are no onset, 3 are too short");
        level(-40, 120, 124);
        assertEquals(List.of(new FrameSpan(110, 134)), find());
    }

    @Test
    void softConsonantsAtTheEdgesAreKept() {
        level(-40, 50, 53);
        level(-55.9, 49, 50);
        assertEquals(List.of(new FrameSpan(39, 63)), find(), "4 frames with the soft one");
        level(-56, 49, 50);
        assertEquals(List.of(), find());
        level(-53, 50, 53);
        level(-55.9, 40, 50);
        assertEquals(List.of(), find(), "nothing of it is loud");
        level(-52.9, 50, 53);
        assertEquals(List.of(new FrameSpan(30, 63)), find());
    }

    @Test
    void pausesUpToTheMarginsAreBridged() {
        speech(50, 60);
        speech(74, 84);
        assertEquals(List.of(new FrameSpan(40, 94)), find(), "14 quiet frames end nothing");
        Arrays.fill(frames, -60);
        speech(50, 60);
        speech(80, 90);
        assertEquals(List.of(new FrameSpan(40, 100)), find(), "the margins meet");
        Arrays.fill(frames, -60);
        speech(50, 60);
        speech(81, 91);
        assertEquals(List.of(new FrameSpan(40, 70), new FrameSpan(71, 101)), find());
    }

    @Test
    void aShortSoundRightAfterSpeechIsAClickAlso() {
        speech(50, 60);
        level(-40, 75, 78);
        assertEquals(List.of(new FrameSpan(40, 70)), find(), "15 quiet frames end the speech");
        Arrays.fill(frames, -60);
        speech(50, 60);
        level(-40, 74, 77);
        assertEquals(List.of(new FrameSpan(40, 87)), find(), "14 do not");
    }

    @Test
    void whatIsSteadyIsNoSpeech() {
        level(-30, 50, 75);
        assertEquals(List.of(), find());
        Arrays.fill(frames, -60);
        level(-30, 50, 74);
        assertEquals(List.of(new FrameSpan(40, 84)), find(), "too short to be called steady");
        Arrays.fill(frames, -60);
        level(-30, 50, 65);
        level(-33.9, 65, 80);
        assertEquals(List.of(), find());
        level(-34, 65, 80);
        assertEquals(List.of(new FrameSpan(40, 90)), find());
    }

    @Test
    void theNoiseFloorIsThatOfTheQuietestAudibleStretch() {
        Arrays.fill(frames, -100);
        assertEquals(List.of(), find());
        level(-73, 50, 60);
        assertEquals(List.of(), find(), "above -73 dB only, however quiet it is around");
        Arrays.fill(frames, -100);
        level(-72.9, 50, 54);
        assertEquals(List.of(new FrameSpan(40, 64)), find());
        Arrays.fill(frames, -50);
        level(-100, 100, 200);
        speech(50, 90);
        assertEquals(List.of(new FrameSpan(40, 100)), find(), "silence is not the noise");
    }

    private void speech(int from, int to) {
        for (int i = from; i < to; i++) {
            frames[i] = i % 2 == 0 ? -30 : -40;
        }
    }

    private void level(double energy, int from, int to) {
        Arrays.fill(frames, from, to, energy);
    }

    private List<FrameSpan> find() {
        EnergySpeechDetector detector = new EnergySpeechDetector();
        Arrays.stream(frames).forEach(detector::add);
        assertEquals(frames.length, detector.frames());
        return detector.speech(frames.length);
    }
}
