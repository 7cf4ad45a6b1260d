package dev.earshot.jobs.store;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.LogLine;
import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import dev.earshot.speech.Confidence;
import dev.earshot.speech.Segment;
import dev.earshot.speech.TokenLogprob;
import dev.earshot.speech.Word;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every database that keeps jobs does alike; each has a test class that inherits this. */
abstract class JobStoreContract {

    static final Instant NOW = Instant.ofEpochMilli(1_000_000);
    static final Claim MINE = claim("mine", NOW);
    private static final Set<String> KINDS = Set.of("transcribe", "translate", "folder", "download");

    JobStore store;

    /** Another connection to the same database. */
    abstract JobStore open();

    @BeforeEach
    void first() {
        store = open();
    }

    @AfterEach
    void last() {
        store.close();
    }

    static Claim claim(String owner, Instant now) {
        return new Claim(owner, "directory of " + owner, now.plusSeconds(60));
    }

    static JobRow row(String id) {
        return row(id, null, "transcribe", 1000);
    }

    static JobRow row(String id, String parent, String kind, long created) {
        return JobRow.accepted(id, kind, parent, "talk " + id, true, "{\"path\":\"/" + id + "\"}", TranscriptionStatus.accepted("m", "auto"),
                Instant.ofEpochMilli(created));
    }

    static WindowDone window(String id, int index, String text) {
        return new WindowDone(id, index, List.of(new Segment(index * 10, index * 10 + 9, text,
                List.of(new Word(index * 10, index * 10 + 0.25, text, 0.5)), new Confidence(-0.5, 1.2, 0.01, 0.0, List.of(1, 2),
                        List.of(new TokenLogprob(text, -0.5, List.of(240, 159)))))), text,
                (index + 1) * 10, null);
    }

    private JobRow insert(JobRow row) {
        store.insert(row, MINE);
        return row;
    }

    private JobRow end(JobRow row, JobState state, long time) {
        JobRow ended = row.ended(state, Instant.ofEpochMilli(time), state == JobState.FAILED ? new Fault(Fault.Code.BAD_AUDIO, "no audio").info() : null);
        assertTrue(store.save(ended));
        return ended;
    }

    private JobRow found(String id) {
        return store.find(id).orElseThrow();
    }

    private List<String> ids(ListJobs request) {
        return ids(store.page(JobFilter.of(request, KINDS), 100));
    }

    private static List<String> ids(List<JobRow> rows) {
        return rows.stream().map(JobRow::id).toList();
    }

    /** A kill leaves nothing behind that was only in this process. */
    @Test
    void aJobThatIsAwaitedIsThereForEverybodyAtOnce() {
        store.insertAwaited(row("awaited"), MINE);
        assertEquals(row("awaited").name(), found("awaited").name());
        try (JobStore other = open()) {
            Instant later = NOW.plusSeconds(1000);
            assertEquals(List.of("awaited"), other.takeOver(claim("other", later), KINDS, later).stream().map(JobRow::id).toList());
        }
        assertFalse(store.save(row("awaited")), "it is another's by now");
    }

    @Test
    void aJobIsFoundAsItWasWritten() {
        JobRow plain = insert(row("plain"));
        JobRow full = insert(new JobRow("full", "translate", "plain", JobState.PAUSED, "Gr\u00fc\u00dfe '\"%\\ \uD83D\uDE00", false, "{\"a\":null}",
                TranscriptionStatus.accepted("m", "de").withPosition(1.5).withLogLine(new LogLine(NOW, "queued")),
                Instant.ofEpochMilli(1), Instant.ofEpochMilli(2),
                Instant.ofEpochMilli(3), new Fault(Fault.Code.BAD_AUDIO, "no audio").info(), 7, "/uploads/1"));
        try (JobStore other = open()) {
            assertEquals(plain, other.find("plain").orElseThrow());
            assertEquals(full, other.find("full").orElseThrow());
            assertTrue(other.find("none").isEmpty());
        }
        JobRow changed = plain.withStart(NOW).withState(JobState.RUNNING).withStatus(plain.status().withPosition(2)).withUpload("/uploads/2");
        assertTrue(store.save(changed));
        assertEquals(changed, found("plain"));
        assertEquals(end(changed.withUpload(null), JobState.FAILED, 5000), found("plain"));
    }

    @Test
    void jobsAreListedNewestFirstByEveryFilter() {
        insert(row("a", null, "transcribe", 1000));
        end(insert(row("b", null, "folder", 2000)), JobState.FAILED, 9000);
        insert(row("c", "b", "transcribe", 2500));
        store.save(insert(row("d", null, "translate", 3000)).withState(JobState.RUNNING));
        end(insert(row("e", null, "transcribe", 3000)), JobState.COMPLETED, 9000);
        insert(JobRow.accepted("f", "transcribe", null, "Bes%PRECHUNG \u00dc_", true, "{}", TranscriptionStatus.accepted("m", "auto"),
                Instant.ofEpochMilli(4000)));

        assertEquals(List.of("f", "e", "d", "b", "a"), ids(new ListJobs(null, null)), "no children, and equal times by id");
        assertEquals(List.of("c"), ids(new ListJobs(null, "b")));
        assertEquals(List.of(), ids(new ListJobs(null, "x")));
        assertEquals(List.of("d"), ids(new ListJobs(null, null, null, "running", null, null, null)));
        assertEquals(List.of("f", "b", "a"), ids(new ListJobs(null, null, null, "queued,failed", null, null, null)));
        assertEquals(List.of("d", "b"), ids(new ListJobs(null, null, null, null, "folder,translate", null, null)));
        assertEquals(List.of("f", "e", "d"), ids(new ListJobs(null, null, null, null, null, Instant.ofEpochMilli(3000), null)));
        assertEquals(List.of("f"), ids(new ListJobs(null, null, null, null, null, null, "s%prechung \u00fc_")), "no letter has a meaning, nor case");
        assertEquals(List.of(), ids(new ListJobs(null, null, null, "running", "folder", null, null)));
        assertEquals(List.of("e"), ids(new ListJobs(null, null, null, "completed", "transcribe", Instant.ofEpochMilli(3000), "TALK")));
        assertEquals(List.of("f", "e"), ids(store.page(JobFilter.of(new ListJobs(null, null), KINDS), 2)));
    }

    @Test
    void everyJobIsOnOnePageWhileOthersInsert() throws Exception {
        Set<String> old = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            old.add(insert(row("old" + i, null, "transcribe", 1000 + i / 3)).id());
        }
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> inserting = CompletableFuture.runAsync(() -> {
            try (JobStore other = open()) {
                for (int i = 0; i < 60; i++) {
                    other.insert(row("new" + i, null, "transcribe", i % 2 == 0 ? 500 : 5000), claim("other", NOW));
                    begun.countDown();
                }
            }
        });
        begun.await();
        List<String> seen = new ArrayList<>();
        JobFilter.Cursor after = null;
        while (true) {
            JobFilter filter = JobFilter.of(new ListJobs(null, after == null ? null : after.text(), null, null, null, null, null), KINDS);
            List<JobRow> page = store.page(filter, 7);
            if (page.isEmpty()) {
                break;
            }
            seen.addAll(ids(page));
            after = JobFilter.Cursor.of(page.get(page.size() - 1));
        }
        inserting.get();
        assertEquals(seen.size(), new HashSet<>(seen).size(), "none twice");
        assertTrue(seen.containsAll(old), "none left out");
        assertEquals(seen.stream().filter(old::contains).toList(), ids(new ListJobs(null, null)).stream().filter(old::contains).toList());
    }

    @Test
    void rowsAreSavedTogetherOrNotAtAll() {
        JobRow one = insert(row("one"));
        JobRow two = insert(row("two"));
        assertThrows(RuntimeException.class, () -> store.save(Arrays.asList(one.withState(JobState.RUNNING), two.withState(null))));
        assertEquals(JobState.QUEUED, found("one").state());

        assertEquals(Set.of("one", "two"), store.save(List.of(one.withState(JobState.RUNNING), two.withState(JobState.PAUSED))));
        assertEquals(JobState.RUNNING, found("one").state());
        assertEquals(JobState.PAUSED, found("two").state());
    }

    @Test
    void windowsAreSavedWithTheirJob() {
        JobRow row = insert(row("a"));
        insert(row("b"));
        JobRow moved = row.withStatus(row.status().withPosition(20));
        assertTrue(store.saveWindow(row, window("a", 1, " one")));
        assertTrue(store.saveWindow(moved, window("a", 0, "zero")));
        assertTrue(store.saveWindow(moved, window("a", 1, " two")), "one that a commit which failed has written is written over");
        assertEquals(List.of(window("a", 0, "zero"), window("a", 1, " two")), store.windows("a"));
        assertEquals(20.0, found("a").status().position());
        assertEquals(List.of(), store.windows("b"));

        store.removeWindows("a", 1);
        assertEquals(List.of(window("a", 0, "zero")), store.windows("a"));
    }

    @Test
    void whatIsClaimedIsNotStolenUntilItsLeaseHasExpired() {
        store.save(insert(row("a", null, "transcribe", 2000)).withState(JobState.RUNNING));
        store.save(insert(row("b", null, "transcribe", 1000)).withState(JobState.PAUSED));
        end(insert(row("ended")), JobState.COMPLETED, 5000);
        try (JobStore other = open()) {
            Instant before = NOW.plusSeconds(59);
            assertEquals(List.of(), other.takeOver(claim("theirs", before), KINDS, before));
            assertEquals(NOW.plusSeconds(60), other.nextExpiry(claim("theirs", before)).orElseThrow());
            assertTrue(store.save(found("a")), "it is still the first one's");

            store.renew(claim("mine", before));
            Instant later = NOW.plusSeconds(61);
            assertEquals(List.of(), other.takeOver(claim("theirs", later), KINDS, later), "it was renewed");

            Instant expired = before.plusSeconds(61);
            List<JobRow> taken = other.takeOver(claim("theirs", expired), KINDS, expired);
            assertEquals(List.of("b", "a"), ids(taken), "in the order in which they came; what has ended stays");
            assertEquals(List.of(JobState.PAUSED, JobState.QUEUED), taken.stream().map(JobRow::state).toList(), "nobody works on them as yet");
            assertEquals(taken.get(1), other.find("a").orElseThrow());
            assertEquals(2, taken.get(0).attempt());
            assertTrue(other.nextExpiry(claim("theirs", expired)).isEmpty());

            JobRow late = row("a").ended(JobState.COMPLETED, NOW, null);
            assertFalse(store.save(late), "the first one's late write is refused");
            assertFalse(store.saveWindow(late, window("a", 0, "late")));
            assertEquals(Set.of(), store.save(List.of(late)));
            assertEquals(JobState.QUEUED, found("a").state());
            assertEquals(List.of(), store.windows("a"));
            assertTrue(other.save(taken.get(1).withState(JobState.RUNNING)));

            store.renew(claim("mine", expired));
            assertEquals(List.of(), store.takeOver(claim("mine", expired), KINDS, expired), "nor does the first one steal them back");
        }
    }

    @Test
    void anEarlierOwnerFromTheSameDirectoryIsDead() {
        insert(row("a"));
        Claim next = new Claim("next", MINE.directory(), MINE.until());
        assertEquals(List.of("a"), ids(store.takeOver(next, KINDS, NOW)));
        assertEquals(List.of(), store.takeOver(next, KINDS, NOW), "what is one's own already is not taken over");
        assertEquals(2, found("a").attempt());
    }

    @Test
    void aKindThatTheServiceDoesNotKnowIsLeftToOthersAndCanBeTakenOneByOne() {
        JobRow odd = insert(row("odd", null, "diarize", 1000)).withState(JobState.RUNNING);
        store.save(odd);
        store.save(insert(row("halted", null, "diarize", 2000)).withState(JobState.PAUSED));
        Instant expired = NOW.plusSeconds(61);
        try (JobStore other = open()) {
            assertTrue(other.takeOver(claim("theirs", NOW), "odd", NOW).isEmpty(), "somebody works on it");
            assertEquals(List.of(), other.takeOver(claim("theirs", expired), KINDS, expired));
            assertEquals(odd.withState(JobState.WAITING), found("odd"));
            assertEquals(JobState.PAUSED, found("halted").state());
            assertTrue(other.nextExpiry(claim("theirs", expired)).isEmpty(), "there is nothing to come back for");

            assertEquals(List.of("odd", "halted"), ids(other.takeOver(claim("newer", expired), Set.of("diarize"), expired)));
            assertEquals(JobState.QUEUED, found("odd").state());
            Instant later = expired.plusSeconds(61);
            assertEquals(3, store.takeOver(claim("last", later), "odd", later).orElseThrow().attempt());
            assertEquals(JobState.QUEUED, found("odd").state());
        }
    }

    @Test
    void anOrderWaitsForTheOwner() {
        JobRow row = insert(row("a"));
        end(insert(row("ended")), JobState.COMPLETED, 5000);
        try (JobStore other = open()) {
            assertTrue(other.order("a", JobOrder.PAUSE));
            assertTrue(other.order("a", JobOrder.CANCEL));
            assertFalse(other.order("ended", JobOrder.CANCEL));
            assertFalse(other.order("none", JobOrder.CANCEL));
            assertEquals(Map.of(), other.orders("other"));
        }
        store.save(row.withState(JobState.RUNNING));
        assertEquals(Map.of("a", JobOrder.CANCEL), store.orders("mine"), "the last one counts, and other writes leave it");
        store.clearOrder("a");
        assertEquals(Map.of(), store.orders("mine"));
    }

    @Test
    void childrenAreFoundInOrderAndCounted() {
        insert(row("folder", null, "folder", 1));
        end(insert(row("c2", "folder", "transcribe", 2000)), JobState.FAILED, 5000);
        end(insert(row("c1", "folder", "transcribe", 1000)), JobState.COMPLETED, 5000);
        end(insert(row("c3", "folder", "transcribe", 3000)), JobState.COMPLETED, 5000);
        insert(row("c4", "folder", "transcribe", 3000));
        assertEquals(List.of("c1", "c2", "c3", "c4"), ids(store.children("folder")));
        assertEquals(Map.of(JobState.COMPLETED, 2, JobState.FAILED, 1, JobState.QUEUED, 1), store.childStates("folder"));
        assertEquals(Map.of(), store.childStates("c1"));
    }

    @Test
    void outputsAreThoseOfWhatWasCompleted() {
        for (String id : List.of("a", "b", "c")) {
            JobRow row = JobRow.accepted(id, "transcribe", null, id, true, Json.write(Map.of("output", "/" + id + ".txt")),
                    TranscriptionStatus.accepted("m", "de"), NOW);
            end(insert(row), id.equals("c") ? JobState.FAILED : JobState.COMPLETED, 5000);
        }
        assertEquals(Set.of("/a.txt", "/b.txt"), store.outputs());
    }

    @Test
    void forgettingAJobTakesItsWindowsAndTheChildrenThatItOwns() {
        insert(row("folder"));
        insert(row("part", "folder", "transcribe", 1000));
        insert(row("download", "part", "download", 1000));
        store.saveWindow(row("part", "folder", "transcribe", 1000), window("part", 0, "word"));
        store.remove("folder", true);
        assertTrue(store.find("folder").isEmpty() && store.find("part").isEmpty());
        assertEquals(List.of(), store.windows("part"));
        assertNull(found("download").parent(), "what others may need is part of nothing now");

        insert(row("asker"));
        insert(row("asked", "asker", "download", 1000));
        store.remove("asker", false);
        assertNull(found("asked").parent());
    }

    @Test
    void whatEndedLongAgoIsRemovedInSlicesExceptPartsOfWhatGoesOn() {
        Instant before = Instant.ofEpochMilli(6000);
        for (int i = 0; i < 5; i++) {
            JobRow row = insert(row("old" + i).withUpload("/uploads/" + i));
            store.saveWindow(row, window(row.id(), 0, "word"));
            end(row, JobState.COMPLETED, 5000);
        }
        end(insert(row("new")), JobState.COMPLETED, 6000);
        JobRow folder = insert(row("folder"));
        end(insert(row("part", "folder", "transcribe", 1000)), JobState.FAILED, 5000);

        JobStore.Removed first = store.removeEnded(before, 3);
        JobStore.Removed second = store.removeEnded(before, 3);
        assertEquals(3, first.jobs());
        assertEquals(2, second.jobs());
        Set<String> uploads = new HashSet<>(first.uploads());
        uploads.addAll(second.uploads());
        assertEquals(Set.of("/uploads/0", "/uploads/1", "/uploads/2", "/uploads/3", "/uploads/4"), uploads);
        assertEquals(List.of(), store.windows("old0"));
        assertEquals(0, store.removeEnded(before, 3).jobs());
        assertTrue(store.find("part").isPresent());
        assertTrue(store.find("new").isPresent());

        end(folder, JobState.COMPLETED, 5000);
        assertEquals(new JobStore.Removed(2, List.of()), store.removeEnded(before, 3), "the folder and its part");
    }

    @Test
    void uploadsStayWhileAJobHoldsOnToThem() {
        insert(row("a").withUpload("/old/1"));
        end(insert(row("again").withUpload("/old/1")), JobState.FAILED, 5000);
        end(insert(row("b").withUpload("/old/2")), JobState.CANCELLED, 4000);
        end(insert(row("c").withUpload("/old/3")), JobState.COMPLETED, 3000);
        assertEquals(Set.of("/old/1", "/old/2", "/old/3"), Set.copyOf(store.uploads()));
        assertEquals(3, store.uploads().size());
        assertEquals("b", store.oldestFailedWithUpload().orElseThrow().id());

        store.moveUpload("/old/1", "/new/1");
        assertFalse(store.isUploadUsed("/old/1"));
        assertTrue(store.isUploadUsed("/new/1"));
        assertEquals("{\"path\":\"/new/1\"}", found("a").spec());
        assertEquals("/new/1", found("again").upload());

        assertEquals(List.of("/old/2"), store.releaseUploadsOfFailed(Instant.ofEpochMilli(4500)));
        assertEquals(List.of(), store.releaseUploadsOfFailed(Instant.ofEpochMilli(4500)));
        store.releaseUploads(List.of("/new/1"));
        assertEquals(List.of("/old/3"), store.uploads());
        assertTrue(store.oldestFailedWithUpload().isEmpty());
    }

    @Test
    void aWriteShowsThatTheStoreWorks() {
        store.probe();
        assertNull(store.health().failure());
        assertNull(store.health().fault());
    }
}
