package dev.earshot.engine;

import dev.earshot.bus.Fault;
import dev.earshot.engine.WindowAttempts.Outcome;
import dev.earshot.engine.spi.Recognition;
import dev.earshot.engine.spi.WindowRequest;
import dev.earshot.engine.whisper.AudioContext;
import dev.earshot.speech.Pcm;
import dev.earshot.speech.Segment;
import dev.earshot.speech.SpeechSpan;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which answers are doubted, and what is done about them. */
class WindowJudgeTest {

    private static final List<SpeechSpan> SPEECH = List.of(new SpeechSpan(0, 6), new SpeechSpan(7, 13));
    private static final String TWELVE = " one two three four five six seven eight nine ten eleven twelve";
    private static final String THIRTEEN = " thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty";
    private static final Recognition GOOD = heard(new Segment(0, 6, TWELVE), new Segment(7, 13, THIRTEEN));
    private static final Recognition THIN = heard(new Segment(0, 6, TWELVE), new Segment(7, 13, " one two"));

    private final List<WindowRequest> asked = new ArrayList<>();
    private final Deque<Object> answers = new ArrayDeque<>();

    private static Recognition heard(Segment... segments) {
        return new Recognition(List.of(segments), "en");
    }

    private static double doubt(Recognition recognition) {
        return WindowJudge.doubt(recognition.segments(), SPEECH);
    }

    @Test
    void whatAccountsForAllSpeechIsNotDoubted() {
        assertEquals(0, doubt(GOOD), 1e-9);
        assertEquals(0, doubt(heard(new Segment(0.3, 12.7, TWELVE + TWELVE))), 0.2, "one segment over both, a little late, a little short");
        assertFalse(WindowJudge.doubtful(List.of(new Segment(0, 0.9, " sixty")), List.of(new SpeechSpan(0, 0.96))), "a word alone is slow");
        assertFalse(WindowJudge.doubtful(List.of(), List.of(new SpeechSpan(0, 1))), "a cough is no lost word");
    }

    @Test
    void speechWithoutWordsIsDoubted() {
        assertEquals(11.2, doubt(heard()), 1e-9, "nothing was heard of 12 s, less their edges");
        assertEquals(5.6, doubt(heard(new Segment(0, 6, TWELVE))), 1e-9, "it ends early");
        assertEquals(5.6 - 2 * 0.8, doubt(THIN), 1e-9, "two words in 6 s");
        assertTrue(WindowJudge.doubtful(THIN.segments(), SPEECH));
    }

    @Test
    void loopsAreDoubtedWhereNobodyLookedForSpeechToo() {
        List<Segment> loop = List.of(new Segment(0, 6, " so it goes on and on and on and on and on"));

        assertTrue(WindowJudge.doubtful(loop, List.of()));
        assertFalse(WindowJudge.doubtful(List.of(new Segment(0, 6, " no no no")), List.of()));
        assertFalse(WindowJudge.doubtful(List.of(), List.of()));
    }

    @Test
    void scriptsWithoutSpacesHaveWordsToo() {
        assertEquals(0, doubt(heard(new Segment(0, 13,
                "\u6211\u4eec\u4eca\u5929\u4e00\u8d77\u53bb\u516c\u56ed\u6563\u6b65\uff0c\u7136\u540e"
                        + "\u56de\u5bb6\u5403\u665a\u996d\u770b\u7535\u89c6\u542c\u97f3\u4e50\u8bfb\u4e66\u5199\u5b57"))), 0.01);
        assertTrue(doubt(heard(new Segment(0, 13, "\u6211\u4eec"))) > 5);
    }

    private Recognition engine(WindowRequest window) {
        asked.add(window);
        Object answer = answers.remove();
        if (answer instanceof Fault fault) {
            throw fault;
        }
        return (Recognition) answer;
    }

    private Outcome recognise(ShortSpeechRule rule, Object... script) {
        return recognise(SPEECH, rule, script);
    }

    /** Of speech without a pause. */
    private Outcome uninterrupted(ShortSpeechRule rule, Object... script) {
        return recognise(List.of(new SpeechSpan(0, 13)), rule, script);
    }

    private Outcome recognise(List<SpeechSpan> speech, ShortSpeechRule rule, Object... script) {
        answers.addAll(List.of(script));
        return new WindowAttempts(this::engine, rule).recognise(TestSamples.window(TestSamples.silence(14)), speech);
    }

    @Test
    void aGoodWindowCostsNothingMore() {
        assertEquals(new Outcome(GOOD, ShortSpeechRule.CHECKED.positions(14), 0), recognise(ShortSpeechRule.CHECKED, GOOD));
        assertEquals(1, asked.size());
    }

    @Test
    void aDoubtfulOneIsEncodedWholeAndThenHalvedInItsPause() {
        Outcome best = recognise(ShortSpeechRule.CHECKED, THIN, THIN, heard(new Segment(0, 6, TWELVE)), heard(new Segment(0.5, 6.5, THIRTEEN)));

        assertEquals(List.of(ShortSpeechRule.CHECKED.positions(14), AudioContext.FULL,
                        ShortSpeechRule.CHECKED.positions(6.5), ShortSpeechRule.CHECKED.positions(7.5)),
                asked.stream().map(WindowRequest::audioContext).toList());
        assertEquals(List.of(14.0, 14.0, 6.5, 7.5), asked.stream().map(WindowRequest::seconds).toList());
        assertEquals(new Outcome(GOOD, ShortSpeechRule.CHECKED.positions(7.5), 2), best, "with the times of the whole");
    }

    @Test
    void onlyTheFirstAttemptIsFollowed() {
        Consumer<List<Segment>> listener = segments -> { };
        FirstAttempt first = new FirstAttempt(listener);
        List<Object> followers = new ArrayList<>();
        answers.addAll(List.of(THIN, GOOD));

        new WindowAttempts(part -> {
            followers.add(Optional.ofNullable(first.begin()));
            return engine(part);
        }, ShortSpeechRule.CHECKED).recognise(TestSamples.window(TestSamples.silence(14)), SPEECH);

        assertEquals(List.of(Optional.of(listener), Optional.empty()), followers);
    }

    @Test
    void aLoopIsDoneAgainAtFullContext() {
        Recognition loop = heard(new Segment(0, 13, " so it goes on and on and on and on and on and on"));
        answers.addAll(List.of(loop, GOOD));

        Outcome best = new WindowAttempts(this::engine, ShortSpeechRule.CHECKED).recognise(TestSamples.window(TestSamples.silence(14)), List.of());

        assertEquals(new Outcome(GOOD, AudioContext.FULL, 1), best);
        assertEquals(List.of(ShortSpeechRule.CHECKED.positions(14), AudioContext.FULL), asked.stream().map(WindowRequest::audioContext).toList());
    }

    @Test
    void whatIsNotBelievedAtASmallContextMakesWayForTheFullOne() {
        Recognition twice = heard(new Segment(0, 6, TWELVE), new Segment(7, 13, TWELVE));
        Recognition unsure = new Recognition(GOOD.segments(), "en", -0.71, null);
        Recognition sure = new Recognition(GOOD.segments(), "en", -0.69, null);
        Outcome whole = new Outcome(GOOD, AudioContext.FULL, 1);

        assertEquals(whole, uninterrupted(ShortSpeechRule.CHECKED, heard(new Segment(0, 13, " and so on" + TWELVE + " and so on and so on")), GOOD));
        assertEquals(whole, uninterrupted(ShortSpeechRule.CHECKED, unsure, GOOD), "a word that the model doubted");
        assertEquals(new Outcome(THIN, AudioContext.FULL, 2), uninterrupted(ShortSpeechRule.CHECKED, unsure, THIN, heard(), heard()),
                "as without short speech");
        assertEquals(new Outcome(sure, ShortSpeechRule.CHECKED.positions(14), 0), uninterrupted(ShortSpeechRule.CHECKED, sure));
        assertEquals(new Outcome(unsure, AudioContext.FULL, 0), uninterrupted(ShortSpeechRule.WHOLE, unsure), "there is nothing more to encode");
        assertEquals(new Outcome(twice, ShortSpeechRule.UNCHECKED.positions(14), 0), uninterrupted(ShortSpeechRule.UNCHECKED, twice));
    }

    @Test
    void whereSpeechPausesMoreIsEncoded() {
        answers.add(heard(new Segment(0, 6, TWELVE)));

        new WindowAttempts(this::engine, ShortSpeechRule.CHECKED).recognise(TestSamples.window(TestSamples.silence(6)),
                List.of(new SpeechSpan(0, 2.5), new SpeechSpan(3, 6)));

        assertEquals(List.of(ShortSpeechRule.UNCHECKED.positions(6)), asked.stream().map(WindowRequest::audioContext).toList());
    }

    @Test
    void aPhraseOfUpToEightWordsThatStandsTwiceInARowIsFound() {
        assertTrue(twice(" It is here. It is here."));
        assertTrue(twice(" stop", " Stop, please"));
        assertTrue(twice(" a b c d e f g h a b c d e f g h"));
        assertFalse(twice(" a b c d e f g h i a b c d e f g h i"), "nine words");
        assertFalse(twice(" one two one three one"));
        assertFalse(twice(""));
        assertTrue(twice("\u6211\u4eec\u53bb\u516c\u56ed\u6211\u4eec\u53bb\u516c\u56ed"));
        assertFalse(twice("\u8c22\u8c22\uff0c\u6211\u4eec\u53bb"), "a character twice is a word");
    }

    private static boolean twice(String... texts) {
        return Repetition.twice(Arrays.stream(texts).map(text -> new Segment(0, 1, text)).toList());
    }

    /** An engine that drops what it takes for no speech leaves the speech of the window open. */
    @Test
    void whereSpeechWasFoundAndNoneWasHeardItIsLookedForAgain() {
        assertEquals(new Outcome(GOOD, AudioContext.FULL, 1), recognise(ShortSpeechRule.CHECKED, heard(), GOOD));
        assertEquals(new Outcome(heard(new Segment(6.5, 12.5, TWELVE)), ShortSpeechRule.CHECKED.positions(7.5), 2),
                recognise(ShortSpeechRule.CHECKED, heard(), heard(), heard(), heard(new Segment(0, 6, TWELVE))));
        assertEquals(new Outcome(heard(), ShortSpeechRule.CHECKED.positions(14), 2),
                recognise(ShortSpeechRule.CHECKED, heard(), heard(), heard(), heard()), "nobody spoke");
    }

    @Test
    void theBetterAnswerStays() {
        assertEquals(new Outcome(THIN, AudioContext.FULL, 1), recognise(ShortSpeechRule.WHOLE, THIN, heard(), heard()), "halves that heard less");
        assertEquals(new Outcome(GOOD, AudioContext.FULL, 1), recognise(ShortSpeechRule.CHECKED, THIN, GOOD), "nothing is halved that is good");
    }

    @Test
    void anAttemptThatFailsTakesNothingAway() {
        Fault crashed = new Fault(Fault.Code.ENGINE_CRASHED, "x");
        Fault late = new Fault(Fault.Code.ENGINE_TIMEOUT, "x");

        assertEquals(new Outcome(THIN, ShortSpeechRule.CHECKED.positions(14), 2), recognise(ShortSpeechRule.CHECKED, THIN, crashed, late));
        assertEquals(Fault.Code.ENGINE_CRASHED, assertThrows(Fault.class, () -> recognise(ShortSpeechRule.CHECKED, crashed)).code(), "the first must succeed");
        Fault cancelled = new Fault(Fault.Code.CANCELLED, "x");
        assertEquals(Fault.Code.CANCELLED, assertThrows(Fault.class, () -> recognise(ShortSpeechRule.CHECKED, THIN, cancelled)).code());
    }

    @Test
    void whereThereIsNoPauseTheQuietestMomentNearTheMiddleIsTheCut() {
        byte[] pcm = new byte[10 * Pcm.RATE * Pcm.BYTES];
        for (int i = 0; i < pcm.length / 2; i++) {
            int loud = i > 6 * Pcm.RATE && i < 6.2 * Pcm.RATE || i < 0.2 * Pcm.RATE ? 10 : 5000;
            pcm[2 * i] = (byte) loud;
            pcm[2 * i + 1] = (byte) (loud >> 8);
        }
        WindowHalves halves = WindowHalves.of(pcm, List.of(new SpeechSpan(0, 10)));

        assertEquals(6.1, Pcm.seconds(halves.first().length), 0.06);
        assertEquals(pcm.length, halves.first().length + halves.second().length);
        assertEquals(5, Pcm.seconds(WindowHalves.of(pcm, List.of(new SpeechSpan(0, 1), new SpeechSpan(2, 4.9), new SpeechSpan(5.1, 10))).first().length), 1e-9);
    }
}
