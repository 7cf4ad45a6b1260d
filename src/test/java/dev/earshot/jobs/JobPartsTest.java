package dev.earshot.jobs;

import dev.earshot.jobs.queue.PriorityFifo;
import dev.earshot.jobs.store.JobIds;
import dev.earshot.jobs.transcribe.TranscriptMerger;
import dev.earshot.speech.Segment;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The pure parts. */
class JobPartsTest {

    private static List<Segment> said(String... texts) {
        return Stream.of(texts).map(text -> new Segment(0, 1, text)).toList();
    }

    @Test
    void windowsBecomeOneTextWithOneSpaceBetweenWords() {
        assertEquals("hello world", TranscriptMerger.addition("", said(" hello", " world")));
        assertEquals(" again", TranscriptMerger.addition("hello", said(" again ")));
        assertEquals(" again", TranscriptMerger.addition("hello", said("again")));
        assertEquals("", TranscriptMerger.addition("hello", said()));
        assertEquals("世界", TranscriptMerger.addition("你好。", said("世界")));
        assertEquals("です", TranscriptMerger.addition("これ", said("です")));
        assertEquals(" мир", TranscriptMerger.addition("привет", said("мир")));
    }

    @Test
    void timesAreMovedToTheFileAndRounded() {
        assertEquals(List.of(new Segment(60.12, 61.5, " a")), TranscriptMerger.shift(List.of(new Segment(0.0, 1.38, " a")), 60.12));
        assertEquals(0.33, TranscriptMerger.shift(List.of(new Segment(0.1, 0.2, "")), 0.2300001).get(0).start());
    }

    @Test
    void interactiveComesBeforeBatchAndElseFirstComeFirstServed() {
        PriorityFifo<String> queue = new PriorityFifo<>();
        queue.add("batch 1", false);
        queue.add("person 1", true);
        queue.add("batch 2", false);
        queue.add("person 2", true);
        queue.add("gone", true);
        assertTrue(queue.remove("gone"));
        assertFalse(queue.remove("gone"));

        assertEquals(List.of("person 1", "person 2", "batch 1", "batch 2"), Stream.generate(queue::poll).limit(4).toList());
        assertEquals(null, queue.poll());
    }

    @Test
    void idsSortByTimeAndDiffer() {
        JobIds ids = new JobIds(Clock.systemUTC());
        List<String> many = Stream.generate(ids::next).limit(1000).toList();

        assertEquals(1000, many.stream().distinct().count());
        many.forEach(id -> assertTrue(id.matches("[0-9a-z]{22}"), id));
        assertTrue(new JobIds(Clock.fixed(Instant.ofEpochSecond(1), Clock.systemUTC().getZone())).next().compareTo(many.get(0)) < 0);
    }
}
