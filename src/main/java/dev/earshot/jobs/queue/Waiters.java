package dev.earshot.jobs.queue;

import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.Job;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Pending requests that are answered when a job ends. Belongs to the module's thread. */
public final class Waiters {

    private final Map<String, List<Promise<Job>>> waiting = new HashMap<>();

    /**
     * Completes when the job has ended, or after a time limit.
     *
     * @param job makes the answer from the job's id
     */
    public Future<Job> add(Vertx vertx, String id, int seconds, Function<String, Job> job) {
        Promise<Job> promise = Promise.promise();
        waiting.computeIfAbsent(id, key -> new ArrayList<>()).add(promise);
        long timer = vertx.setTimer(seconds * 1000L, fired -> {
            waiting.computeIfPresent(id, (key, promises) -> promises.remove(promise) && promises.isEmpty() ? null : promises);
            answer(promise, id, job);
        });
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    public void answer(String id, Function<String, Job> job) {
        List<Promise<Job>> promises = waiting.remove(id);
        if (promises != null) {
            promises.forEach(promise -> answer(promise, id, job));
        }
    }

    private static void answer(Promise<Job> promise, String id, Function<String, Job> job) {
        try {
            promise.tryComplete(job.apply(id));
        } catch (Fault fault) {
            promise.tryFail(fault);
        }
    }

    public void answerAll(Function<String, Job> job) {
        List.copyOf(waiting.keySet()).forEach(id -> answer(id, job));
    }
}
