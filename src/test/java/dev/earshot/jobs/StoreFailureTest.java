package dev.earshot.jobs;

import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.engine.EngineMessages.TranscribedWindow;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.jobs.store.Claim;
import dev.earshot.jobs.store.FaultyConnections;
import dev.earshot.jobs.store.FaultyConnections.Failure;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import dev.earshot.models.ModelMessages;
import dev.earshot.speech.Priority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The queue while its store does not work, and afterwards. */
class StoreFailureTest extends JobRig {

    private static final Predicate<String> WRITES = sql -> sql.startsWith("INSERT") || sql.startsWith("UPDATE") || sql.startsWith("DELETE")
            || sql.startsWith("COMMIT") || sql.startsWith("PRAGMA user_version =");

    private final FaultyConnections faulty = new FaultyConnections();

    @Override
    Connection connected(Connection connection) {
        return faulty.around(connection);
    }

    private Future<JobMessages.QueueReadiness> ready() {
        return bus.request(JobMessages.READY, Empty.INSTANCE);
    }

    @ParameterizedTest
    @EnumSource(value = Failure.class, names = "CORRUPT", mode = EnumSource.Mode.EXCLUDE)
    void aJobWhoseWindowCannotBeSavedWaitsAndGoesOnByItself(Failure failure) {
        byItself = false;
        Job job = await(submit("3.wav", null, true));
        finishWindow();
        Promise<TranscribedWindow> second = window();
        Future<Job> stalled = changed(job.id(), JobState.QUEUED);
        faulty.fail(failure, WRITES);
        second.complete();

        Job waiting = await(stalled);
        assertTrue(waiting.waiting().contains("It waits for "), waiting.toString());
        assertEquals(Fault.Code.UNAVAILABLE, fault(ready()).code());
        assertEquals("w0", get(job.id()).text().substring(0, 2), "what is written can be read");

        byItself = true;
        faulty.work();
        Job ended = ended(job.id());
        assertEquals("w0 w1 w2", ended.text());
        assertNull(ended.waiting());
        assertNull(await(ready()).notice());
        assertFalse(Files.exists(data.resolve("uploads/3.wav")));
        redeploy();
        assertEquals("w0 w1 w2", get(job.id()).text());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aJobThatIsPausedWhileItWaitsForTheStoreLosesNoWindow(int failing) {
        firstBackoff = Duration.ofSeconds(20);
        redeploy();
        byItself = false;
        Job job = await(submit("3.wav", Priority.BATCH, false));
        for (int i = 0; i < failing; i++) {
            finishWindow();
        }
        Promise<TranscribedWindow> window = window();
        Future<Job> stalled = changed(job.id(), JobState.QUEUED);
        faulty.fail(Failure.IOERR, WRITES);
        window.complete();
        await(stalled);
        faulty.work();

        assertEquals(JobState.PAUSED, await(bus.request(JobMessages.PAUSE, new ById(job.id()))).state());

        byItself = true;
        await(bus.request(JobMessages.RESUME, new ById(job.id())));
        assertEquals("w0 w1 w2", ended(job.id()).text());
    }

    @Test
    void anEndThatCannotBeWrittenIsWrittenLater() {
        byItself = false;
        Job job = submitted("3.wav");
        Promise<TranscribedWindow> window = window();
        Future<Job> stalled = changed(job.id(), JobState.QUEUED);
        faulty.fail(Failure.FULL, WRITES);
        window.fail(new Fault(Fault.Code.BAD_AUDIO, "it ends in the middle"));
        await(stalled);

        assertEquals(Fault.Code.UNAVAILABLE, fault(bus.request(JobMessages.CANCEL, new ById(job.id()))).code());
        Future<Job> failed = changed(job.id(), JobState.FAILED);
        faulty.work();

        assertEquals("it ends in the middle", await(failed).error().message());
        redeploy();
        assertEquals(JobState.FAILED, get(job.id()).state());
    }

    @Test
    void aDownloadThatCannotBeEndedEndsLaterAndWhoWaitsForItGoesOn() {
        source = new ModelMessages.ModelSource("http://127.0.0.1/m", data.resolve("m.bin").toString(), 10, "00");
        Job job = submitted("1.wav");
        Promise<DownloadMessages.Fetched> fetch = fetch();
        Job download = await(bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload("m"))).job();
        Future<Job> stalled = changed(download.id(), JobState.QUEUED);
        faulty.fail(Failure.FULL, WRITES);
        fetch.complete(new DownloadMessages.Fetched(10, false));
        await(stalled);
        source = null;
        faulty.work();

        assertEquals(JobState.COMPLETED, ended(download.id()).state());
        assertEquals("w0", ended(job.id()).text());
    }

    @ParameterizedTest
    @EnumSource(value = Failure.class, names = "CORRUPT", mode = EnumSource.Mode.EXCLUDE)
    void whatCannotBeWrittenIsRefusedForNowAndChangesNothing(Failure failure) {
        byItself = false;
        Job job = submitted("2.wav");
        Promise<TranscribedWindow> window = window();
        faulty.fail(failure, WRITES);
        for (Future<?> request : List.of(submit("1.wav", null, false), bus.request(JobMessages.PAUSE, new ById(job.id())),
                bus.request(JobMessages.CANCEL, new ById(job.id())))) {
            Fault fault = fault(request);
            assertEquals(Fault.Code.UNAVAILABLE, fault.code());
            assertFalse(fault.getMessage().contains("SQL") || fault.getMessage().contains("injected"), fault.getMessage());
        }
        assertEquals(JobState.RUNNING, get(job.id()).state());

        faulty.work();
        byItself = true;
        window.complete();
        assertEquals("w0 w1", ended(job.id()).text());
        assertEquals(1, await(bus.request(JobMessages.LIST, new ListJobs(null, null))).jobs().size(), "what was refused is not there");
        redeploy();
        assertEquals(1, await(bus.request(JobMessages.LIST, new ListJobs(null, null))).jobs().size());
    }

    @Test
    void aStoreThatTurnsOutToBeDamagedIsReplacedWhileJobsGoOn() throws IOException {
        String done = ended(submitted("2.wav").id()).id();
        byItself = false;
        Job job = submitted("3.wav");
        Job paused = submitted("4.wav");
        finishWindow();
        finishWindow();
        Promise<TranscribedWindow> third = window();
        await(bus.request(JobMessages.PAUSE, new ById(paused.id())));
        byItself = true;
        AtomicInteger failures = new AtomicInteger();
        faulty.fail(Failure.CORRUPT, sql -> sql.startsWith("INSERT INTO job_window") && failures.getAndIncrement() == 0);
        third.tryComplete();

        // The window that was cancelled by the pause may have been this one.
        assertEquals("w0 w1 w2", ended(job.id()).text());
        assertEquals("w0 w1", get(done).text(), "what had ended is there");
        await(bus.request(JobMessages.RESUME, new ById(paused.id())));
        assertEquals("w0 w1 w2 w3", ended(paused.id()).text());
        assertTrue(await(ready()).notice().startsWith("The job store was damaged. 3 jobs"), "it is said");
        try (Stream<Path> files = Files.list(data)) {
            assertEquals(1, files.filter(file -> file.getFileName().toString().matches("jobs\\.db\\.damaged-\\d+")).count());
        }
    }

    @Test
    void theSentenceSaysWhatToDo() {
        faulty.fail(Failure.FULL, WRITES);
        assertEquals("The disk of the data directory is full; free some space.", fault(submit("1.wav", null, false)).getMessage());
        assertEquals("The disk of the data directory is full; free some space.", fault(ready()).getMessage());
    }

    @Test
    void whatAnotherProcessHasLockedIsRefusedForNow() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db")); Statement lock = other.createStatement()) {
            lock.execute("BEGIN EXCLUSIVE");
            for (int i = 0; i < 3; i++) {
                Fault fault = fault(submit("1.wav", null, false));
                assertEquals(Fault.Code.UNAVAILABLE, fault.code());
                assertTrue(fault.getMessage().contains("locked"), fault.getMessage());
            }
            assertEquals(List.of(), await(bus.request(JobMessages.LIST, new ListJobs(null, null))).jobs(), "reading goes on");
            lock.execute("ROLLBACK");
        }
        assertEquals("w0", ended(submitted("1.wav").id()).text());
        assertNull(await(ready()).notice());
    }

    @Test
    void whatExpiresAtOnceIsRemovedInSlicesAndAFailureIsNoReasonNotToStart() {
        await(vertx.undeploy(deployment));
        try (JobStore store = JobDatabase.open(data, time())) {
            for (int i = 0; i < 1200; i++) {
                store.insert(JobRow.accepted("old" + i, "transcribe", null, "name", false, "{\"path\":\"/tmp/x\"}", TranscriptionStatus.accepted("m", "auto"),
                        Instant.EPOCH)
                        .ended(JobState.COMPLETED, Instant.ofEpochMilli(1), null), new Claim("n", "d", Instant.EPOCH));
            }
        }
        AtomicInteger slices = new AtomicInteger();
        faulty.fail(Failure.FULL, sql -> sql.startsWith("DELETE FROM job WHERE"));
        deploy();
        assertEquals(1000, await(bus.request(JobMessages.LIST, new ListJobs(1000, null))).jobs().size());
        faulty.fail(Failure.FULL, sql -> {
            slices.addAndGet(sql.startsWith("DELETE FROM job WHERE") ? 1 : 0);
            return false;
        });
        redeploy();
        while (!await(bus.request(JobMessages.LIST, new ListJobs(1, null))).jobs().isEmpty()) {
            assertNull(await(ready()).notice(), "others have their turn in between");
        }
        assertEquals(3, slices.get());
    }
}
