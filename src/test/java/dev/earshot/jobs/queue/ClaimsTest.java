package dev.earshot.jobs.queue;

import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.queue.Claims.LeaseTimes;
import dev.earshot.jobs.store.Claim;
import dev.earshot.jobs.store.FaultyConnections;
import dev.earshot.jobs.store.JobDatabase;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.TranscriptionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Claims are renewed while they are needed, by one timer, and those of the dead are taken over. */
class ClaimsTest {

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration RENEWAL = Duration.ofSeconds(20);

    @TempDir
    Path data;

    private final HandTimers time = new HandTimers();
    private final FaultyConnections faulty = new FaultyConnections();
    private final AtomicBoolean needed = new AtomicBoolean(true);
    private final AtomicInteger renewals = new AtomicInteger();
    private JobStore store;
    private Claims claims;

    @BeforeEach
    void open() {
        store = JobDatabase.open(data, time, faulty::around);
        claims = new Claims(time, store, time, "mine", "here", new LeaseTimes(LEASE, RENEWAL));
        claims.attach(needed::get, renewals::incrementAndGet);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private JobRow insert(Claim claim) {
        JobRow row = JobRow.accepted("of " + claim.owner(), "transcribe", null, "talk", false, "{}", TranscriptionStatus.accepted("m", "auto"), time.instant());
        store.insert(row, claim);
        return row;
    }

    /** Until when others must leave this service's jobs alone. */
    private Instant until() {
        return store.nextExpiry(new Claim("another", "elsewhere", Instant.EPOCH)).orElseThrow();
    }

    @Test
    void oneTimerRenewsAllUntilNothingIsLeft() {
        for (int i = 0; i < 3; i++) {
            store.insert(JobRow.accepted("job" + i, "transcribe", null, "talk", false, "{}", TranscriptionStatus.accepted("m", "auto"), time.instant()),
                    claims.newClaim());
            claims.onClaimWritten();
        }
        assertEquals(List.of(RENEWAL), time.pending());
        assertEquals(time.instant().plus(LEASE), until());

        time.advance(RENEWAL);
        assertEquals(time.instant().plus(LEASE), until());
        assertEquals(List.of(RENEWAL), time.pending());
        assertEquals(1, renewals.get());

        needed.set(false);
        Instant last = until();
        time.advance(RENEWAL);
        assertEquals(List.of(), time.pending(), "idle means idle");
        assertEquals(last, until());

        needed.set(true);
        claims.ensureRenewals();
        assertEquals(time.instant().plus(LEASE), until(), "what was paused is claimed at once when it goes on");
        claims.ensureRenewals();
        assertEquals(List.of(RENEWAL), time.pending());
    }

    @Test
    void aRenewalThatFailsIsNotTheLast() {
        insert(claims.newClaim());
        claims.onClaimWritten();
        faulty.fail(FaultyConnections.Failure.FULL, sql -> sql.startsWith("INSERT INTO job_owner"));
        time.advance(RENEWAL);
        assertEquals(0, renewals.get());
        faulty.work();
        time.advance(RENEWAL);
        assertEquals(time.instant().plus(LEASE), until());
        assertEquals(1, renewals.get());
    }

    @Test
    void whatOthersHaveIsTakenOverWhenTheyDoNotRenewTheirClaim() {
        List<String> taken = new ArrayList<>();
        Claim theirs = new Claim("theirs", "elsewhere", time.instant().plusSeconds(30));
        JobRow row = insert(theirs);
        claims.takeOver(Set.of("transcribe"), rows -> rows.forEach(found -> taken.add(found.id() + " " + found.state())));
        assertEquals(List.of(), taken);

        store.renew(new Claim("theirs", "elsewhere", time.instant().plusSeconds(50)));
        time.advance(Duration.ofMillis(30_001));
        assertEquals(List.of(), taken, "they have renewed it");
        time.advance(Duration.ofMillis(20_001));
        assertEquals(List.of("of theirs QUEUED"), taken);
        assertEquals(List.of(RENEWAL), time.pending(), "and it is renewed from now on, by one timer");
        assertTrue(store.find(row.id()).orElseThrow().attempt() > row.attempt());
        assertEquals(JobState.QUEUED, store.find(row.id()).orElseThrow().state());
    }

    @Test
    void aClosedServiceDoesNothingMore() {
        insert(claims.newClaim());
        insert(new Claim("theirs", "elsewhere", time.instant().plusSeconds(30)));
        claims.onClaimWritten();
        claims.takeOver(Set.of("transcribe"), rows -> assertEquals(List.of(), rows));
        claims.close();
        time.advance(LEASE.plusSeconds(1));
        assertEquals(List.of(), time.pending());
        assertEquals(0, renewals.get());
    }
}
