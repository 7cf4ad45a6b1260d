package dev.earshot.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobList;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.store.Claim;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How jobs are found again. */
class JobListTest extends JobRig {

    private static final Claim CLAIM = new Claim("n", "d", Instant.EPOCH);
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
                store.insert(row, CLAIM);
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
        assertEquals(List.of(running.id()), ids("running", null, null, null), "also those that run");
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
    void whatThereIsNotIsNamed() throws IOException {
        Fault state = fault(bus.request(JobMessages.LIST, new ListJobs(null, null, null, "failed,fialed", null, null, null)));
        assertEquals("'state' must be one of queued, waiting, running, paused, completed, failed, cancelled, not 'fialed'. Did you mean 'failed'?",
                state.getMessage());
        Fault kind = fault(bus.request(JobMessages.LIST, new ListJobs(null, null, null, null, "video", null, null)));
        assertEquals("'kind' must be one of " + String.join(", ", contractKinds("web/asyncapi.yaml")) + ", not 'video'.", kind.getMessage());
        assertEquals(contractKinds("web/asyncapi.yaml"), contractKinds("web/openapi.yaml"));
        String page = Files.readString(Path.of("web/app/jobs/job-labels.js")).lines().filter(line -> line.contains("const KINDS")).findFirst().orElseThrow();
        contractKinds("web/openapi.yaml").forEach(name -> assertTrue(page.contains(name + ":"), name));
    }

    /** The kinds of job that a contract names, in alphabetical order. */
    private static List<String> contractKinds(String contract) throws IOException {
        JsonNode kinds = new ObjectMapper(new YAMLFactory()).readTree(Path.of(contract).toFile()).at("/components/schemas/Job/properties/kind/enum");
        List<String> names = new ArrayList<>();
        kinds.forEach(kind -> names.add(kind.asText()));
        Collections.sort(names);
        return names;
    }
}
