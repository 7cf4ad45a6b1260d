package dev.earshot.whole;

import dev.earshot.FolderEvents;
import dev.earshot.TestProcess;
import dev.earshot.bench.InstalledService;
import dev.earshot.bench.TwoVersions;
import dev.earshot.updates.install.Phase;
import dev.earshot.updates.install.UpdateState;
import dev.earshot.updates.install.Updater;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Updates of a real installation: real processes, launchers, folders and signatures. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpdateTest {

    private static final String RUN = "exec \"$java\"";

    @TempDir
    private Path folder;
    private TwoVersions versions;
    private Path data;
    private Path log;

    @BeforeEach
    void install() throws IOException {
        versions = new TwoVersions(Path.of("").toAbsolutePath(), folder);
        data = folder.resolve("data");
        log = Files.writeString(folder.resolve("log"), "");
    }

    @Test
    void theNewVersionRunsInTheSameProcessAndEndsTheOldOnesJob() throws Exception {
        String id;
        try (InstalledService old = started(TwoVersions.OLD)) {
            Client client = new Client(old.url());
            id = submit(client, Samples.recording(folder.resolve("long.wav"), 60));
            client.events(id).anyMatch(job -> job.getDouble("position", 0.0) > 0);
            versions.stage(versions.release(versions.newer(folder), folder.resolve("feed")));
            old.kill();
        }
        try (InstalledService service = start()) {
            assertTrue(service.await(), this::log);
            assertEquals(TwoVersions.NEW, service.version());
            assertEquals(Path.of(TwoVersions.NEW), Files.readSymbolicLink(versions.app().resolve("current")));
            assertEquals(new UpdateState(Phase.PROBATION, TwoVersions.NEW, TwoVersions.OLD, null), state(TwoVersions.NEW));
            assertEquals(service.pid(), new JsonObject(Files.readString(data.resolve("service.json"))).getLong("pid"));
            JsonObject job = new Client(service.url()).await(id);
            assertEquals("completed", job.getString("state"), job.encode());
            assertTrue(Files.exists(data.resolve("jobs.db.before-" + TwoVersions.NEW)));
            assertFalse(Files.exists(data.resolve("tmp/trial")));
            assertFalse(Files.exists(versions.app().resolve("staging/unpacked")));
        }
    }

    @Test
    void aVersionThatTranscribesWronglyIsNotTakenAndNotTriedAgain() throws Exception {
        Path newer = versions.newer(folder);
        Files.writeString(newer.resolve("samples/hello-world.txt"), "something else");
        versions.stage(versions.release(newer, folder.resolve("feed")));
        for (int i = 0; i < 2; i++) {
            started(TwoVersions.OLD).close();
        }
        UpdateState state = state(TwoVersions.OLD);
        assertEquals(Phase.FAILED, state.phase());
        assertTrue(state.reason().startsWith("It transcribes its sample as 'hello world"), state.reason());
        assertEquals(1, Files.readAllLines(log).stream().filter(line -> line.contains("Trying version")).count(), this::log);
        assertFalse(Files.exists(versions.app().resolve(TwoVersions.NEW)));
    }

    @Test
    void aVersionThatDoesNotStartIsNotTaken() throws Exception {
        Path newer = versions.newer(folder);
        edit(newer, "echo 'no such thing' >&2; exit 3");
        versions.stage(versions.release(newer, folder.resolve("feed")));
        started(TwoVersions.OLD).close();
        assertEquals("It ended before it was ready; its last words: no such thing.", state(TwoVersions.OLD).reason());
    }

    /** The trial never ends by itself; the first kill and the second come while it runs. */
    @Test
    void aKillDuringTheTrialLeavesTheOldVersionAndNoProcess() throws Exception {
        Path newer = versions.newer(folder);
        Path pids = Files.createDirectory(folder.resolve("pids"));
        edit(newer, "echo $$ >'" + pids + "/new'; mv '" + pids + "/new' '" + pids + "'/$$; exec sleep 600");
        versions.stage(versions.release(newer, folder.resolve("feed")));
        for (int kill = 1; kill <= 2; kill++) {
            int expected = kill;
            try (InstalledService service = start()) {
                FolderEvents.await(pids, () -> trials(pids).size() == expected);
                service.kill();
            }
            assertEquals(Phase.TRYING, state(TwoVersions.OLD).phase());
        }
        started(TwoVersions.OLD).close();
        assertEquals("The trial of version " + TwoVersions.NEW + " was interrupted twice.", state(TwoVersions.OLD).reason());
        for (Path trial : trials(pids)) {
            new TestProcess(Long.parseLong(trial.getFileName().toString())).awaitEnd();
        }
    }

    /** A version that migrates the store and crashes from then on. */
    @Test
    void aVersionThatCrashesIsLeftAndTheStoreOfBeforeComesBack() throws Exception {
        try (InstalledService old = started(TwoVersions.OLD)) {
            Client client = new Client(old.url());
            client.await(submit(client, Samples.named("hello-world")));
        }
        versions.stage(versions.release(versions.newer(folder), folder.resolve("feed")));
        for (int i = 0; i < 2; i++) {
            started(TwoVersions.NEW).kill();
        }
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("jobs.db")); Statement statement = store.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        try (InstalledService third = start()) {
            assertFalse(third.await());
        }
        try (InstalledService old = started(TwoVersions.OLD)) {
            assertEquals(1, new Client(old.url()).getJson("/api/jobs").getJsonArray("jobs").size());
        }
        assertEquals("It ended 3 times without being stopped in the first hour.", state(TwoVersions.OLD).reason());
        assertTrue(Files.exists(data.resolve("jobs.db.of-" + TwoVersions.NEW)));
    }

    private static List<Path> trials(Path pids) throws IOException {
        try (var all = Files.list(pids)) {
            return all.filter(file -> !file.getFileName().toString().equals("new")).toList();
        }
    }

    /** Has the launcher do something else where it would run Java. */
    private static void edit(Path tree, String instead) throws IOException {
        Path launcher = tree.resolve("earshot");
        String text = Files.readString(launcher);
        assertTrue(text.contains(RUN));
        Files.writeString(launcher, text.replace(RUN, instead + "\n" + RUN));
    }

    private InstalledService start() throws IOException {
        return new InstalledService(versions.launcher(), data, log);
    }

    private InstalledService started(String version) throws IOException {
        InstalledService service = start();
        assertTrue(service.await(), this::log);
        assertEquals(version, service.version(), this::log);
        return service;
    }

    private UpdateState state(String version) {
        return new Updater(versions.installation(version), List.of()).state();
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String submit(Client client, Path recording) {
        var answer = client.upload("/api/jobs", recording, "model", "micro.en").join();
        assertEquals(202, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("id");
    }
}
