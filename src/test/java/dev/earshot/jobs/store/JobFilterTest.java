package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is asked for, and the query that it becomes. */
class JobFilterTest {

    private static final Set<String> KINDS = Set.of("transcribe", "folder", "download");

    @Test
    void nothingAskedForIsEverything() {
        JobFilter filter = filter(null, null, null, null);
        assertEquals(EnumSet.allOf(JobState.class), filter.states());
        assertEquals(Set.of(), filter.kinds());
        assertTrue(filter.matchesName("anything"));
        PageQuery query = PageQuery.of(filter, new SqliteDialect(), 5);
        assertEquals(Arrays.asList(null, 5), query.values());
        assertFalse(query.sql().contains(" AND "), query.sql());
        assertTrue(query.sql().endsWith(" ORDER BY created DESC, id DESC LIMIT ?"), query.sql());
    }

    @Test
    void listsAreOfAnyCaseAndMayHaveSpaces() {
        JobFilter filter = filter("Failed, completed,", " FOLDER", "  Talk ", null);
        assertEquals(EnumSet.of(JobState.FAILED, JobState.COMPLETED), filter.states());
        assertEquals(Set.of("folder"), filter.kinds());
        assertTrue(filter.matchesName("My TALK.mp3"));
        assertFalse(filter.matchesName("My walk.mp3"));
    }

    @Test
    void everythingAskedForIsInTheQuery() {
        PageQuery query = PageQuery.of(JobFilter.of(new ListJobs(5, new JobFilter.Cursor(12, "abc").text(), "p1", "failed", "folder",
                Instant.ofEpochMilli(99), null),
                KINDS), new SqliteDialect(), 5);
        assertEquals(List.of("p1", "failed", "folder", 99L, 12L, "abc", 5), query.values());
        assertTrue(query.sql().contains(" AND state IN (?) AND kind IN (?) AND created >= ? AND (created, id) < (?, ?) ORDER"), query.sql());
    }

    @Test
    void namesAreComparedBehindTheQuery() {
        PageQuery query = PageQuery.of(filter("running,failed", null, "talk", null), new SqliteDialect(), 5);
        assertEquals(3, query.values().size(), "the parent and the states: " + query.values());
        assertFalse(query.sql().contains("LIMIT"), query.sql());
    }

    @Test
    void whatThereIsNotIsRefusedWithWhatThereIs() {
        assertEquals("'state' must be one of " + String.join(", ", Stream.of(JobState.values()).map(state -> state.name().toLowerCase(Locale.ROOT)).toList())
                + ", not 'faild'. Did you mean 'failed'?", assertThrows(Fault.class, () -> filter("faild", null, null, null)).getMessage());
        assertEquals("'kind' must be one of download, folder, transcribe, not 'x'.",
                assertThrows(Fault.class, () -> filter(null, "x", null, null)).getMessage());
    }

    @Test
    void aCursorSaysWhereItWas() {
        JobFilter.Cursor cursor = new JobFilter.Cursor(1_234, "job_9");
        assertEquals(cursor, filter(null, null, null, cursor.text()).after());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "12:", ":a", "12:a b", "-1:a", "1234567890123456789:a", "%"})
    void anythingElseIsNoCursor(String text) {
        String encoded = text.equals("%") ? text : Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        assertEquals("'cursor' must be the 'next' of an earlier answer.",
                assertThrows(Fault.class, () -> filter(null, null, null, encoded)).getMessage());
    }

    private static JobFilter filter(String state, String kind, String words, String cursor) {
        return JobFilter.of(new ListJobs(null, cursor, null, state, kind, null, words), KINDS);
    }
}
