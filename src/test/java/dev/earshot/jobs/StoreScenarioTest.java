package dev.earshot.jobs;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.store.FaultyConnections;
import dev.earshot.jobs.store.FaultyConnections.Failure;
import dev.earshot.speech.Priority;
import io.vertx.core.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What jobs go through, from their being accepted to their being forgotten, with each statement of the store failing once. */
class StoreScenarioTest extends JobRig {

    private final FaultyConnections faulty = new FaultyConnections();

    @Override
    Connection connected(Connection connection) {
        return faulty.around(connection);
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void nothingIsLostAndNothingHappensTwiceWhicheverStatementFails(Failure failure) {
        // Those after which most is in doubt at every statement, the others, for the sake of time, at every third.
        int stride = failure == Failure.FULL || failure == Failure.IOERR_AFTERWARDS ? 1 : 3;
        int statement = failure.ordinal() % stride;
        do {
            faulty.failFrom(failure, statement, 1);
            scenario();
            statement += stride;
        } while (faulty.failed() > 0);
        assertTrue(statement > 40, "the scenario has many statements, not " + statement);
    }

    private void scenario() {
        String through = until(() -> submit("3.wav", null, true)).id();
        String halted = until(() -> submit("2.wav", Priority.BATCH, false)).id();
        ifNotEnded(() -> bus.request(JobMessages.PAUSE, new ById(halted)));
        ifNotEnded(() -> bus.request(JobMessages.RESUME, new ById(halted)));
        String cancelled = until(() -> submit("9.wav", null, false)).id();
        until(() -> bus.request(JobMessages.CANCEL, new ById(cancelled)));
        String bad = until(() -> submit("bad.wav", null, false)).id();

        check(through, halted, cancelled, bad);
        await(vertx.undeploy(deployment));
        startAgain();
        check(through, halted, cancelled, bad);
        assertFalse(Files.exists(data.resolve("uploads/3.wav")));

        clock.addAndGet(Duration.ofHours(169).toMillis());
        while (!list().isEmpty()) {
            // What could not be removed is removed later, or at the next start.
            await(vertx.undeploy(deployment));
            startAgain();
        }
    }

    private void check(String through, String halted, String cancelled, String bad) {
        assertEquals("w0 w1 w2", done(through).text());
        assertEquals("w0 w1", done(halted).text());
        assertTrue(Set.of(JobState.CANCELLED, JobState.COMPLETED).contains(done(cancelled).state()));
        assertEquals("bad-audio", done(bad).error().code());
        assertEquals(Set.of(through, halted, cancelled, bad), list().stream().map(Job::id).collect(Collectors.toSet()));
        assertEquals(4, list().size());
    }

    private List<Job> list() {
        return until(() -> bus.request(JobMessages.LIST, new ListJobs(1000, null))).jobs();
    }

    private Job done(String id) {
        Job job;
        do {
            job = until(() -> bus.request(JobMessages.AWAIT, new AwaitJob(id, 20)));
        } while (!job.state().ended());
        return job;
    }

    /** Asks until the store works. */
    private <T> T until(Supplier<Future<T>> request) {
        while (true) {
            try {
                return await(request.get());
            } catch (Fault fault) {
                assertEquals(Fault.Code.UNAVAILABLE, fault.code(), fault.getMessage());
                assertFalse(fault.getMessage().contains("SQL") || fault.getMessage().contains("injected"), fault.getMessage());
            }
        }
    }

    private <T> Optional<T> ifNotEnded(Supplier<Future<T>> request) {
        return until(() -> request.get().map(Optional::of).recover(error -> Fault.of(error).code() == Fault.Code.BAD_REQUEST
                ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(error)));
    }

    /** A service whose store cannot be opened does not start; whoever looks after it starts it again. */
    private void startAgain() {
        until(() -> {
            try {
                deploy();
                return Future.succeededFuture();
            } catch (Fault fault) {
                return Future.failedFuture(fault);
            }
        });
    }
}
