package dev.earshot.jobs;

import dev.earshot.bus.Address;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Topic;
import dev.earshot.jobs.JobDetailMessages.DownloadDetails;
import dev.earshot.jobs.JobDetailMessages.DownloadProgress;
import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.speech.Priority;
import dev.earshot.speech.Segment;
import dev.earshot.transcript.Document;
import dev.earshot.transcript.Timing;

import java.time.Instant;
import java.util.List;

/** What the jobs module is asked and what it tells. */
public final class JobMessages {

    /**
     * Accepts the transcription of a file: once answered, the job survives the service. Fails with {@code queue-full},
     * {@code file-not-found}, {@code bad-request}, or as {@link dev.earshot.models.ModelMessages#RESOLVE} does.
     */
    public static final Address<SubmitTranscription, Job> SUBMIT = Address.json("earshot.jobs.submit", SubmitTranscription.class, Job.class);

    /**
     * Accepts the transcription of a folder, a child job for each file. Fails with {@code forbidden} where the folder lies
     * outside of the configured roots, and as {@link #SUBMIT} does.
     */
    public static final Address<SubmitFolder, Job> SUBMIT_FOLDER = Address.json("earshot.jobs.folder", SubmitFolder.class, Job.class);

    /**
     * Has a model downloaded that nobody needs yet; jobs that need one do this by themselves. Answers the job that is at it, be it
     * new or not. Fails as {@link dev.earshot.models.ModelMessages#RESOLVE} does.
     */
    public static final Address<SubmitDownload, DownloadAnswer> SUBMIT_DOWNLOAD =
            Address.json("earshot.jobs.download", SubmitDownload.class, DownloadAnswer.class);

    /** One job, whole. Fails with {@code job-not-found}. */
    public static final Address<ById, Job> GET = Address.json("earshot.jobs.get", ById.class, Job.class);

    /**
     * Jobs, or the children of one, newest first, without their segments, text and log. Fails with {@code bad-request}, naming what there
     * is, where a filter names something that there is not.
     */
    public static final Address<ListJobs, JobList> LIST = Address.json("earshot.jobs.list", ListJobs.class, JobList.class);

    /**
     * Ends a job that has not ended, and answers it as it then is; cancelling an ended job changes nothing. Jobs that wait for a download
     * that is cancelled are paused; {@link #RESUME} has them start it again.
     */
    public static final Address<ById, Job> CANCEL = Address.json("earshot.jobs.cancel", ById.class, Job.class);

    /**
     * Halts a job, and the children of a folder with it, until {@link #RESUME}, also through a restart; what is done stays done.
     * A job that is paused already stays so. Fails with {@code bad-request} where it has ended.
     */
    public static final Address<ById, Job> PAUSE = Address.json("earshot.jobs.pause", ById.class, Job.class);

    /**
     * Lets a paused job go on where it was, and takes back a cancel ({@link Job#canResume}): windows that are done stay done. Fails with
     * {@code bad-request} where it has ended otherwise, and with {@code file-not-found} where what it needs is gone.
     */
    public static final Address<ById, Job> RESUME = Address.json("earshot.jobs.resume", ById.class, Job.class);

    /**
     * Does again what a job was to do that failed or was cancelled, as a new job that is part of no other; for a model that is being
     * downloaded it answers the job that is at it. Fails with {@code bad-request} where it has not ended or was completed, with
     * {@code file-not-found} where its file is gone, as an upload is some time after its job has ended, and as {@link #SUBMIT} does.
     */
    public static final Address<ById, Job> RETRY = Address.json("earshot.jobs.retry", ById.class, Job.class);

    /**
     * Removes a job that has ended, with all that was kept for it, and the children of a folder with it. What another job needs stays.
     * Fails with {@code job-not-found}, and with {@code bad-request} where it, or what it is a part of, has not ended.
     */
    public static final Address<ById, Empty> FORGET = Address.json("earshot.jobs.forget", ById.class, Empty.class);

    /**
     * The upload of a job, while it is kept. Fails with {@code job-not-found}, and with {@code file-not-found} where there is none or it
     * is gone.
     */
    public static final Address<ById, JobAudio> AUDIO = Address.json("earshot.jobs.audio", ById.class, JobAudio.class);

    /**
     * Answers the job, whole, when it has ended, or when it was paused by an {@linkplain Job#error error}; after {@code seconds} it answers
     * the job as it then is, without segments, text and log: ask again then. Made for callers that cannot afford to miss the end: it
     * reads the store, not events.
     */
    public static final Address<AwaitJob, Job> AWAIT = Address.json("earshot.jobs.await", AwaitJob.class, Job.class);

    /** Whether jobs can be accepted and kept. Fails with {@code unavailable}, saying why, while the job store does not work. */
    public static final Address<Empty, QueueReadiness> READY = Address.json("earshot.jobs.ready", Empty.class, QueueReadiness.class);

    /** A job was accepted, began, progressed or ended: the job without segments, text and log. */
    public static final Topic<Job> CHANGED = new Topic<>("earshot.jobs.changed", Job.class);

    /** A window is done. */
    public static final Topic<WindowDone> SEGMENT = new Topic<>("earshot.jobs.segment", WindowDone.class);

    /** A new line of a job's log. */
    public static final Topic<JobLogged> LOG = new Topic<>("earshot.jobs.log", JobLogged.class);

    /** A job was told to stop, pause or go on, and it is another service's: the order is in the store. */
    public static final Topic<ById> ORDERED = new Topic<>("earshot.jobs.ordered", ById.class);

    /** A job was removed at the wish of its owner. */
    public static final Topic<ById> FORGOTTEN = new Topic<>("earshot.jobs.forgotten", ById.class);

    private JobMessages() {
    }

    /**
     * @param path        the file, on this node's disk
     * @param name        what to call it to people; absent for the file's own name
     * @param owned       whether the file was made for this job and goes away with it (an upload)
     * @param priority    absent for {@link Priority#INTERACTIVE}
     * @param model       as in {@link dev.earshot.models.ModelMessages.ResolveModel}
     * @param language    a code, an English name, {@code auto}, or absent for {@code auto}
     * @param translate   whether to translate to English
     * @param prompt      words that came before or should be expected; absent or at most 4000 characters
     * @param temperature 0 to 1, or absent
     * @param keepAlive   as in {@link dev.earshot.models.ModelMessages.AcquireModel}
     * @param words       whether the time of each word is wished for; absent for no. Where the model cannot tell, the words are absent
     * @param expendable  whether an upload that cannot be read as audio goes at once: who sent it waits for the answer, and has the file; absent for no
     */
    public record SubmitTranscription(String path, String name, boolean owned, Priority priority, String model, String language,
                         boolean translate, String prompt, Double temperature, String keepAlive, Boolean words, Boolean expendable) {

        public SubmitTranscription(String path, String name, boolean owned, Priority priority, String model, String language, boolean translate,
                      String prompt, Double temperature, String keepAlive) {
            this(path, name, owned, priority, model, language, translate, prompt, temperature, keepAlive, null, null);
        }
    }

    /**
     * @param path      the folder; its subfolders are part of it
     * @param output    folder for the transcripts, in which the same subfolders are made; absent for beside the files
     * @param format    {@code text}, {@code srt}, {@code vtt}, {@code json} or {@code verbose_json}; absent for text
     * @param priority  absent for {@link Priority#BATCH}
     * @param model     this and the rest as in {@link SubmitTranscription}
     */
    public record SubmitFolder(String path, String output, String format, Priority priority, String model, String language,
                               boolean translate, String prompt, Boolean words) {

        public SubmitFolder(String path, String output, String format, Priority priority, String model, String language, boolean translate,
                            String prompt) {
            this(path, output, format, priority, model, language, translate, prompt, null);
        }
    }

    public record SubmitDownload(String model) {
    }

    /**
     * @param model its name
     * @param job   what fetches it; absent where it is there already
     */
    public record DownloadAnswer(String model, Job job) {
    }

    public record ById(String id) {
    }

    /**
     * @param limit  at most so many, 1 to 1000; absent for 100
     * @param cursor where to go on: the {@code next} of the page before this one, with the same filters
     * @param parent the job whose children are meant; absent for jobs that have no parent
     * @param state  those in these states only, separated by commas: {@code failed,running}
     * @param kind   those of these kinds only, separated by commas
     * @param since  those that were accepted then or later only
     * @param q      those only in whose name this occurs, in upper or lower case
     */
    public record ListJobs(Integer limit, String cursor, String parent, String state, String kind, Instant since, String q) {

        public ListJobs(Integer limit, String parent) {
            this(limit, null, parent, null, null, null, null);
        }
    }

    /** @param next the cursor of the next page; absent at the end. It stays good while jobs come and go */
    public record JobList(List<Job> jobs, String next) {
        public JobList {
            jobs = List.copyOf(jobs);
        }
    }

    /** @param seconds how long to wait at most, 0 to 60; absent for 20 */
    public record AwaitJob(String id, Integer seconds) {
    }

    /**
     * @param path  the file, on this node's disk
     * @param name  what the job is called
     * @param bytes of the file
     */
    public record JobAudio(String path, String name, long bytes) {
    }

    /** @param notice what people should know of the job store, such as that it was damaged; absent for nothing */
    public record QueueReadiness(String notice) {
    }

    /** What a job can be. */
    public enum JobState {
        QUEUED, WAITING, RUNNING, PAUSED, COMPLETED, FAILED, CANCELLED;

        /** Whether a job in this state changes only when somebody takes a cancel back. */
        public boolean ended() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * @param kind     declared by a type of job: {@code transcribe}, {@code translate}, {@code folder}, {@code download}; others are of another version
     * @param parent   the job that it is a part of, or that asked for it first
     * @param state    lower case in JSON; it waits for another job, or for a version that knows its kind
     * @param waitingFor the job whose end it waits for
     * @param progress 0 to 1; absent while it cannot be told
     * @param position seconds of the file that are done
     * @param duration seconds of the whole file, absent until known
     * @param created  when it was accepted; {@code started} when its first window was asked for, {@code ended} when it ended
     * @param language the code asked for, or detected
     * @param languageProbability of a language that was detected, 0 to 1; absent where it was asked for, or the engine does not tell
     * @param transfer how far a download is
     * @param folder   how far a folder is
     * @param text     the transcript so far; absent in lists and events
     * @param segments with times in the original file; absent in lists and events
     * @param error    why it failed; of a paused job why it was paused, where nobody asked for that
     * @param notice   what the user should know of how it was done, or absent
     * @param download how far the download is that it waits for
     * @param waiting  why it waits, a sentence with numbers; absent where it waits for nothing but its turn
     * @param waiters  of a download: how many jobs wait for it
     * @param canRetry whether {@link #RETRY} can do it again: it failed or was cancelled, and what it needs is still there
     * @param canResume whether {@link #RESUME} lets it go on: it is paused, or was cancelled and what it needs is still there
     * @param hasAudio whether its upload is still kept
     * @param timing   how long it waited and took; absent until it began
     * @param log      what happened to it, oldest first, at most 50 lines; absent in lists and events
     * @param partial  the window that is being recognised, as far as there are segments of it; absent where there are none
     */
    public record Job(String id, String kind, String parent, JobState state, String waitingFor, Double progress, Double position,
                      Double duration, Instant created, Instant started, Instant ended, String name, String model, String language,
                      Double languageProbability, DownloadDetails transfer, FolderDetails folder, String text, List<Segment> segments,
                      Fault.Info error, String notice,
                      DownloadProgress download, String waiting, Integer waiters, boolean canRetry, boolean canResume, boolean hasAudio,
                      Timing timing, List<LogLine> log, PartialWindow partial) {
        public Job {
            segments = segments == null ? null : List.copyOf(segments);
            log = log == null ? null : List.copyOf(log);
        }

        /** Whether it is paused for want of something that it will not get by itself, such as a download that somebody cancelled. */
        public boolean halted() {
            return state == JobState.PAUSED && error != null;
        }

        /** What was said, to be written in a {@link dev.earshot.transcript.TranscriptFormat}. */
        public Document document() {
            return new Document(kind, language, languageProbability, duration, text == null ? "" : text,
                    segments == null ? List.of() : segments, model, notice, timing);
        }
    }

    /**
     * A window that is being recognised: preliminary, for the window may be done again, kept nowhere, and replaced by {@link WindowDone} of the same index.
     *
     * @param index    the window, from 0
     * @param segments so far, with times in the original file; without words and confidence
     * @param text     what they would add to the job's text
     */
    public record PartialWindow(int index, List<Segment> segments, String text) {
        public PartialWindow {
            segments = List.copyOf(segments);
        }
    }

    /** @param message a short sentence or less, for people */
    public record LogLine(Instant at, String message) {
    }

    /** @param id the job; the rest as in {@link LogLine} */
    public record JobLogged(String id, Instant at, String message) {
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
