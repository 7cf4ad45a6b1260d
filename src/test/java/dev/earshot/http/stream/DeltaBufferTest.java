package dev.earshot.http.stream;

import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;
import dev.earshot.speech.TokenLogprob;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DeltaBufferTest {

    private final DeltaBuffer buffer = new DeltaBuffer();

    @Test
    void windowsInOrderAreTakenAtOnceAndNothingIsLeft() {
        buffer.add(window(0, "one"));
        assertEquals("one", buffer.take().text());
        buffer.add(window(1, " two"));
        buffer.add(window(2, " three"));
        assertEquals(" two three", buffer.take().text());
        assertEquals("", buffer.take().text());
        assertEquals("", buffer.rest("one two three", null).text());
    }

    @Test
    void aWindowThatComesTwiceIsTakenOnce() {
        buffer.add(window(0, "one"));
        buffer.add(window(0, "one"));
        assertEquals("one", buffer.take().text());
    }

    @Test
    void afterAMissedWindowTheRestComesFromTheText() {
        buffer.add(window(0, "one"));
        assertEquals("one", buffer.take().text());
        buffer.add(window(2, " three"));
        buffer.add(window(1, " two"));
        assertEquals("", buffer.take().text());
        assertEquals(" two three", buffer.rest("one two three", null).text());
    }

    @Test
    void whatIsPendingIsBounded() {
        String half = "x".repeat(DeltaBuffer.LIMIT / 2);
        for (int i = 0; i < 10; i++) {
            buffer.add(window(i, half));
        }
        assertEquals(DeltaBuffer.LIMIT, buffer.take().text().length());
        assertEquals(half.length() * 8, buffer.rest(half.repeat(10), null).text().length());
    }

    private static List<TokenLogprob> tokens(String... texts) {
        return Stream.of(texts).map(text -> new TokenLogprob(text, -0.5, List.of(1))).toList();
    }

    private static WindowDone said(int index, String... texts) {
        return new WindowDone("job", index, Stream.of(texts).map(text -> new Segment(0, 1, text, null,
                new Confidence(null, null, null, null, null, tokens(text)))).toList(), String.join("", texts), index, null);
    }

    @Test
    void tokensComeWithTheirText() {
        buffer.add(said(0, "one", " two"));
        assertEquals(new DeltaBuffer.Delta("one two", tokens("one", " two")), buffer.take());
        buffer.add(said(2, " four"));
        assertEquals(new DeltaBuffer.Delta("", null), buffer.take());
        assertEquals(new DeltaBuffer.Delta(" three four", tokens(" three", " four")),
                buffer.rest("one two three four", tokens("one", " two", " three", " four")));
    }

    @Test
    void tokensCountForTheBound() {
        String[] letters = "x".repeat(DeltaBuffer.LIMIT / 128).split("");
        for (int i = 0; i < 10; i++) {
            buffer.add(said(i, letters));
        }
        assertEquals(letters.length, buffer.take().logprobs().size());
    }

    private static WindowDone window(int index, String text) {
        return new WindowDone("job", index, List.of(), text, index, null);
    }
}
