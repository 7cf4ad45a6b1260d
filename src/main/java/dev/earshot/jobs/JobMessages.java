package dev.earshot.jobs;

import dev.earshot.bus.Address;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Topic;
import dev.earshot.speech.Segment;

import java.time.Instant;
import java.util.List;

/** What the jobs room is asked and what it tells. */
public final class JobMessages {

    /**
     * Accepts a transcription: once answered, the job survives the service. Fails with {@code queue-full},
     * {@code file-not-found}, {@code bad-request}, or as {@link dev.earshot.models.ModelMessages#RESOLVE} does.
     */
    public static final Address<Submit, Job> SUBMIT = Address.json("earshot.jobs.submit", Submit.class, Job.class);

    /** One job, whole. Fails with {@code job-not-found}. */
    public static final Address<ById, Job> GET = Address.json("earshot.jobs.get", ById.class, Job.class);

    /** The newest jobs, newest first, without their segments and text. */
    public static final Address<ListJobs, Jobs> LIST = Address.json("earshot.jobs.list", ListJobs.class, Jobs.class);

    /** Ends a job that has not ended, and answers it as it then is; cancelling an ended job changes nothing. */
    public static final Address<ById, Job> CANCEL = Address.json("earshot.jobs.cancel", ById.class, Job.class);

    /**
     * Answers the job when it has ended, or as it is after {@code seconds}; ask again then. Made for callers that cannot
     * afford to miss the end: it reads the store, not events.
     */
    public static final Address<Await, Job> AWAIT = Address.json("earshot.jobs.await", Await.class, Job.class);

    /** A job was accepted, began, progressed or ended: the job without segments and text. */
    public static final Topic<Job> CHANGED = new Topic<>("earshot.jobs.changed", Job.class);

    /** A window is done. */
    public static final Topic<WindowDone> SEGMENT = new Topic<>("earshot.jobs.segment", WindowDone.class);

    private JobMessages() {
    }

    /**
     * @param path        the file, on this node's disk
     * @param name        what to call it to people; absent for the file's own name
     * @param owned       whether the file was made for this job and goes away with it (an upload)
     * @param priority    {@code interactive} (somebody waits; the default) or {@code batch}
     * @param model       as in {@link dev.earshot.models.ModelMessages.Resolve}
     * @param language    a code, an English name, {@code auto}, or absent for {@code auto}
     * @param translate   whether to translate to English
     * @param prompt      words that came before or should be expected; absent or at most 4000 characters
     * @param temperature 0 to 1, or absent
     * @param keepAlive   as in {@link dev.earshot.models.ModelMessages.Acquire}
     */
    public record Submit(String path, String name, boolean owned, String priority, String model, String language,
                         boolean translate, String prompt, Double temperature, String keepAlive) {
    }

    public record ById(String id) {
    }

    /** @param limit at most so many, 1 to 1000; absent for 100 */
    public record ListJobs(Integer limit) {
    }

    public record Jobs(List<Job> jobs) {
        public Jobs {
            jobs = List.copyOf(jobs);
        }
    }

    /** @param seconds how long to wait at most, 0 to 60; absent for 20 */
    public record Await(String id, Integer seconds) {
    }

    /** What a job can be. */
    public enum State {
        QUEUED, RUNNING, COMPLETED, FAILED, CANCELLED;

        /** Whether a job in this state never changes again. */
        public boolean ended() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * @param kind     {@code transcribe} or {@code translate}
     * @param state    lower case in JSON: queued, running, completed, failed, cancelled
     * @param progress 0 to 1; absent while it cannot be told
     * @param position seconds of the file that are done
     * @param duration seconds of the whole file, absent until known
     * @param created  when it was accepted; {@code started} when its first window was asked for, {@code ended} when it ended
     * @param language the code asked for, or detected
     * @param text     the transcript so far; absent in lists and events
     * @param segments with times in the original file; absent in lists and events
     * @param error    why it failed
     */
    public record Job(String id, String kind, State state, Double progress, Double position, Double duration,
                      Instant created, Instant started, Instant ended, String name, String model, String language,
                      String text, List<Segment> segments, Fault.Info error) {
        public Job {
            segments = segments == null ? null : List.copyOf(segments);
        }
    }

    /**
     * @param id       the job
     * @param index    the window, from 0, without gaps
     * @param segments with times in the original file
     * @param text     what the window adds to the job's text: all of them in order, joined, are the text
     * @param position seconds of the file that are done
     */
    public record WindowDone(String id, int index, List<Segment> segments, String text, double position, Double duration) {
        public WindowDone {
            segments = List.copyOf(segments);
        }
    }
}
