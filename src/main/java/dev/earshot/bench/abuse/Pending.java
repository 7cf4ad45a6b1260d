package dev.earshot.bench.abuse;

import io.vertx.core.json.JsonObject;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Jobs that were accepted, and the text that each of them must end with. One thread at a time. */
final class Pending {

    private static final long LOOK_MS = 100;
    private static final long LIMIT_MS = TimeUnit.MINUTES.toMillis(3);

    private final Map<String, String> expected = new LinkedHashMap<>();

    void add(String id, String text) {
        expected.put(id, text);
    }

    int size() {
        return expected.size();
    }

    /** Whether some have not ended yet. */
    boolean working(Target target) {
        return expected.keySet().stream().map(target::job).anyMatch(job -> job != null && !ended(job));
    }

    /** Seconds of audio that are done, of all of them. */
    double position(Target target) {
        return expected.keySet().stream().map(target::job).filter(job -> job != null).mapToDouble(job -> job.getDouble("position", 0.0)).sum();
    }

    /** Waits until all have ended and holds them against what they should be. */
    void check(Target target, Tally tally) throws InterruptedException {
        for (Map.Entry<String, String> each : expected.entrySet()) {
            JsonObject job = awaitEnd(target, each.getKey());
            if (job == null) {
                tally.defect(Defect.LOST, "job " + each.getKey() + " is not there");
            } else if (!ended(job)) {
                tally.defect(Defect.STUCK, job.encode());
            } else if (!job.getString("state").equals("completed")) {
                tally.defect(Defect.LOST, job.encode());
            } else if (!each.getValue().equals(job.getString("text"))) {
                tally.defect(Defect.TRUNCATED, (job.containsKey("notice") ? "(with a notice) " : "") + job.getString("text").length() + " of "
                        + each.getValue().length() + " characters: " + job.encode());
            } else {
                tally.outcome("right");
            }
        }
        expected.clear();
    }

    private static JsonObject awaitEnd(Target target, String id) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MS);
        JsonObject job = target.job(id);
        while (System.nanoTime() < limit && (job == null || !ended(job))) {
            Thread.sleep(LOOK_MS);
            job = target.job(id);
        }
        return job;
    }

    static boolean ended(JsonObject job) {
        return job.getString("state").matches("completed|failed|cancelled");
    }
}
