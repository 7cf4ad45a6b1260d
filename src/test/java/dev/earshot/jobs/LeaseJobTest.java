package dev.earshot.jobs;

import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.models.ModelMessages.ModelLease;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Jobs and the leases that they hold on models. */
class LeaseJobTest extends JobRig {

    private static Future<ModelLease> shortLease(String name) {
        return Future.succeededFuture(new ModelLease(name, "m", null, null, 30));
    }

    @Test
    void jobsRenewTheLeasesThatTheyHoldAllAtOnceAndNoOthers() throws InterruptedException {
        redeploy(Map.of("jobs.active", 2));
        byItself = false;
        leases.addAll(List.of(shortLease("one"), shortLease("two")));
        Job first = submitted("1.wav");
        Promise<?> window = window();
        assertEquals(List.of("one"), renewed.take());
        assertEquals(List.of("one"), renewed.take(), "again and again");

        Job second = submitted("1.wav");
        awaitRenewal(List.of("one", "two"));
        window.complete(null);
        assertEquals(JobState.COMPLETED, ended(first.id()).state());
        awaitRenewal(List.of("two"));

        window().complete(null);
        assertEquals(JobState.COMPLETED, ended(second.id()).state());
    }

    private void awaitRenewal(List<String> leases) throws InterruptedException {
        while (!renewed.take().equals(leases)) {
            continue;
        }
    }

    @Test
    void anExpiredLeaseIsNotRenewedAndItsJobGoesOn() throws InterruptedException {
        byItself = false;
        leases.add(shortLease("expired"));
        Job job = submitted("1.wav");
        Promise<?> window = window();
        assertEquals(List.of("expired"), renewed.take());
        leases.add(shortLease("next"));
        Job next = submitted("1.wav");
        awaitRenewal(List.of("next"));

        window.complete(null);

        assertEquals(JobState.COMPLETED, ended(job.id()).state());
        window().complete(null);
        assertEquals(JobState.COMPLETED, ended(next.id()).state());
    }
}
