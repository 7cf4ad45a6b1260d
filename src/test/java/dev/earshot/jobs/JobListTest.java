package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobList;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.jobs.store.JobFilter;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How jobs are found again. */
class JobListTest extends JobRig {

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    private JobList list(ListJobs request) {
        return await(bus.request(JobMessages.LIST, request));
    }

    private List<String> ids(String state, String kind, Instant since, String q) {
        return list(new ListJobs(null, null, null, state, kind, since, q)).jobs().stream().map(Job::id).toList();
    }

    /** Jobs that ended long ago, three in each millisecond; the store is written to directly. */
    private void past(int count) {
        await(vertx.undeploy(deployment));
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            for (int i = 0; i < count; i++) {
                JobRow row = JobRow.accepted("old" + i, "transcribe", null, i % 2 == 0 ? "Bes%prechung Ü_" + i : "talk " + i, false, "{\"path\":\"/x\"}",
                        TranscriptionStatus.accepted("m", "auto"), LONG_AGO.plusMillis(i / 3));
                store.insert(row, "test");
                store.save(row.ended(i % 10 == 0 ? JobState.FAILED : JobState.COMPLETED, Instant.now(), null));
            }
        }
        deploy();
    }

    @Test
    void allJobsAreReachedPageByPageWhileOthersComeAndGo() {
        past(300);
        List<String> seen = new ArrayList<>();
        JobList page = list(new ListJobs(70, null));
        while (true) {
            page.jobs().forEach(job -> seen.add(job.id()));
            if (page.next() == null) {
                break;
            }
            ended(submitted("1.wav").id());
            await(bus.request(JobMessages.FORGET, new ById(seen.get(seen.size() - 1))));
            page = list(new ListJobs(70, page.next(), null, null, null, null, null));
        }
        assertEquals(300, new HashSet<>(seen).size());
        assertEquals(300, seen.size(), "none twice");
        assertEquals("old299", Collections.max(seen.subList(0, 3)));
        assertNull(list(new ListJobs(1000, null)).next());
        assertEquals(Fault.Code.BAD_REQUEST, fault(bus.request(JobMessages.LIST, new ListJobs(1, "xyz", null, null, null, null, null))).code());
    }

    @Test
    void jobsAreFoundByStateKindTimeAndName() {
        past(30);
        byItself = false;
        Job running = submitted("2.wav");
        window();
        assertEquals(List.of(running.id()), ids("running", null, null, null), "the store does not know who runs");
        assertEquals(List.of(), ids("queued,waiting", null, null, null));
        assertEquals(4, ids("failed, RUNNING", null, null, null).size());
        assertEquals(31, ids(null, "transcribe,folder", null, null).size());
        assertEquals(0, ids(null, "download", null, null).size());
        assertEquals(4, ids(null, null, LONG_AGO.plusMillis(9), null).size());
        assertEquals(15, ids(null, null, null, "s%PRECHUNG ü_").size(), "no part of it has a meaning of its own, and case has none");
        assertEquals(List.of("old17"), ids("completed", null, null, "talk 17"));
        JobList two = list(new ListJobs(2, null, null, "failed", null, null, null));
        assertEquals(List.of("old20", "old10"), two.jobs().stream().map(Job::id).toList());
        assertEquals(List.of("old0"), list(new ListJobs(2, two.next(), null, "failed", null, null, null)).jobs().stream().map(Job::id).toList());
    }

    @Test
    void whatThereIsNotIsNamed() {
        Fault state = fault(bus.request(JobMessages.LIST, new ListJobs(null, null, null, "failed,fialed", null, null, null)));
        assertEquals("'state' must be one of queued, waiting, running, paused, completed, failed, cancelled, not 'fialed'. Did you mean 'failed'?", state.getMessage());
        Fault kind = fault(bus.request(JobMessages.LIST, new ListJobs(null, null, null, null, "video", null, null)));
        assertEquals("'kind' must be one of download, folder, transcribe, translate, not 'video'.", kind.getMessage());
    }

    @Test
    void aListReadsNoMoreJobsThanItHas() throws SQLException {
        await(vertx.undeploy(deployment));
        try (JobStore store = JobDatabase.open(data, Clock.systemUTC())) {
            for (int i = 0; i < 1000; i++) {
                store.insert(JobRow.accepted("j" + i, "transcribe", i % 2 == 0 ? null : "folder", "talk", false, "{}", TranscriptionStatus.accepted("m", "auto"),
                        LONG_AGO.plusMillis(i)), "n");
            }
            int[] looked = new int[1];
            JobFilter filter = JobFilter.of(new ListJobs(100, null), List.of());
            assertEquals(100, store.page(filter, row -> ++looked[0] > 0, 100).size());
            assertEquals(100, looked[0]);
        }
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db")); Statement sql = store.createStatement();
                ResultSet plan = sql.executeQuery("EXPLAIN QUERY PLAN SELECT * FROM job WHERE parent IS NULL AND (created, id) < (5, 'x')"
                        + " ORDER BY created DESC, id DESC")) {
            assertTrue(plan.next() && plan.getString("detail").contains("USING INDEX job_parent"), "found by the index");
            assertFalse(plan.next(), "and in its order");
        }
    }
}
