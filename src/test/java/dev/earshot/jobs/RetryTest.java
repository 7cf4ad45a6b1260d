package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.Source;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Jobs that are tried again. */
class RetryTest extends JobRig {

    private Future<Job> retry(String id) {
        return bus.request(JobMessages.RETRY, new ById(id));
    }

    private void cancel(String id) {
        await(bus.request(JobMessages.CANCEL, new ById(id)));
    }

    @Test
    void whatFailedIsDoneAgainAsANewJob() throws IOException {
        lease = Future.failedFuture(new Fault(Fault.Code.NOT_ENOUGH_MEMORY, "not now"));
        Job failed = ended(await(submit("2.wav", "interactive", false)).id());
        assertEquals(State.FAILED, failed.state());
        lease = Future.succeededFuture(new ModelMessages.Lease("lease", "m", null));

        Job again = await(retry(failed.id()));

        assertNotEquals(failed.id(), again.id());
        assertEquals(failed.kind(), again.kind());
        assertEquals(failed.name(), again.name());
        assertEquals("w0 w1", ended(again.id()).text());
        assertEquals(State.FAILED, get(failed.id()).state(), "the old one stays what it was");

        Files.delete(data.resolve("2.wav"));
        Fault gone = fault(retry(failed.id()));
        assertEquals(Fault.Code.FILE_NOT_FOUND, gone.code());
        assertTrue(gone.getMessage().contains("2.wav"), gone.getMessage());
    }

    @Test
    void whatGoesOnOrIsDoneIsNotDoneAgain() {
        Job done = ended(submitted("1.wav").id());
        byItself = false;
        Job running = submitted("1.wav");
        window();
        for (Job job : new Job[] {done, running}) {
            Fault fault = fault(retry(job.id()));
            assertEquals(Fault.Code.BAD_REQUEST, fault.code());
            assertTrue(fault.getMessage().contains("only one that failed or was cancelled"), fault.getMessage());
        }
        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(retry("x")).code());
        cancel(running.id());
        redeploy(new Config.Jobs(1, 1, "", 168, false));
        submitted("1.wav");
        window();
        assertEquals(Fault.Code.QUEUE_FULL, fault(retry(running.id())).code());
    }

    @Test
    void anUploadThatIsGoneIsWantedAgain() {
        Job failed = ended(await(submit("bad.wav", null, true)).id());
        Fault gone = fault(retry(failed.id()));
        assertEquals(Fault.Code.FILE_NOT_FOUND, gone.code());
        assertTrue(gone.getMessage().contains("upload it again"), gone.getMessage());
    }

    @Test
    void anUploadThatIsKeptStaysForTheNewJobWhenTheOldOneIsForgotten() {
        Config.Jobs keeping = new Config.Jobs(10, 1, "", 168, true);
        redeploy(keeping);
        byItself = false;
        Job old = await(submit("2.wav", null, true));
        window();
        cancel(old.id());
        Job again = await(retry(old.id()));
        await(bus.request(JobMessages.PAUSE, new ById(again.id())));
        Path upload = data.resolve("uploads/2.wav");

        clock.addAndGet(Duration.ofHours(169).toMillis());
        redeploy(keeping);

        assertEquals(Fault.Code.JOB_NOT_FOUND, fault(bus.request(JobMessages.GET, new ById(old.id()))).code());
        assertTrue(Files.exists(upload));
        byItself = true;
        await(bus.request(JobMessages.RESUME, new ById(again.id())));
        assertEquals("w0 w1", ended(again.id()).text());
        clock.addAndGet(Duration.ofHours(169).toMillis());
        redeploy(keeping);
        assertFalse(Files.exists(upload));
    }

    @Test
    void aFolderIsDoneAgainAndItsFilesByThemselves() throws IOException {
        redeploy(new Config.Jobs(10, 1, data.toString(), 168, false));
        Path folder = Files.createDirectories(data.resolve("talks"));
        Files.writeString(folder.resolve("1.wav"), "sound");
        byItself = false;
        Job old = await(bus.request(JobMessages.SUBMIT_FOLDER, new SubmitFolder(folder.toString(), null, null, null, null, null, false, null)));
        window();
        cancel(old.id());
        Job child = await(bus.request(JobMessages.LIST, new ListJobs(null, old.id()))).jobs().get(0);
        assertEquals(State.CANCELLED, child.state());
        byItself = true;

        Job alone = await(retry(child.id()));
        assertNull(alone.parent());
        assertEquals(State.COMPLETED, ended(alone.id()).state());
        assertTrue(Files.exists(folder.resolve("1.txt")), "it writes where the first was to");
        Job again = ended(await(retry(old.id())).id());
        assertEquals("folder", again.kind());
        assertEquals(1, again.folder().current());

        redeploy(Config.defaults().jobs());
        assertEquals(Fault.Code.FORBIDDEN, fault(retry(old.id())).code());
    }

    @Test
    void aDownloadIsBegunAgainOrJoined() {
        source = new Source("https://example/m", data.resolve("ggml-m.bin").toString(), 100, "00");
        Job old = await(bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload("m"))).job();
        fetch().fail(new Fault(Fault.Code.DOWNLOAD_FAILED, "the line is dead"));
        assertEquals(State.FAILED, ended(old.id()).state());

        Job again = await(retry(old.id()));
        assertEquals(again.id(), await(retry(old.id())).id());
        source = null;
        fetch().complete(new DownloadMessages.Fetched(100, false));
        assertEquals(State.COMPLETED, ended(again.id()).state());
        assertTrue(fault(retry(old.id())).getMessage().contains("there already"));
    }
}
