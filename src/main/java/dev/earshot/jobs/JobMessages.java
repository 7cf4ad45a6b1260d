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

/** Requests to the jobs module, and its events. */
public final class JobMessages {

    /**
     * Submits the transcription of a file; once this is answered, the job survives restarts and kills. Fails with {@code queue-full},
     * {@code file-not-found}, {@code bad-request}, or as {@link dev.earshot.models.ModelMessages#RESOLVE} does.
     */
    public static final Address<SubmitTranscription, Job> SUBMIT = Address.json("earshot.jobs.submit", SubmitTranscription.class, Job.class);

    /**
     * Submits the transcription of a folder, with a child job for each file. Fails with {@code forbidden} where the folder is not in
     * one of {@code jobs.roots}, and as {@link #SUBMIT} does.
     */
    public static final Address<SubmitFolder, Job> SUBMIT_FOLDER = Address.json("earshot.jobs.folder", SubmitFolder.class, Job.class);

    /**
     * Submits the download of a model, or returns the job that downloads it already; jobs that need a model do this by themselves. Fails as
     * {@link dev.earshot.models.ModelMessages#RESOLVE} does.
     */
    public static final Address<SubmitDownload, DownloadAnswer> SUBMIT_DOWNLOAD =
            Address.json("earshot.jobs.download", SubmitDownload.class, DownloadAnswer.class);

    /** A job with its segments, text and log. Fails with {@code job-not-found}. */
    public static final Address<ById, Job> GET = Address.json("earshot.jobs.get", ById.class, Job.class);

    /**
     * A page of jobs, or of the children of one, newest first, without their segments, text and log. Fails with {@code bad-request}, listing the valid
     * values, where a filter has an unknown one.
     */
    public static final Address<ListJobs, JobList> LIST = Address.json("earshot.jobs.list", ListJobs.class, JobList.class);

    /**
     * Cancels a job, and the children of a folder with it; answers the job as it then is. Cancelling an ended job changes nothing. Jobs that wait for a
     * download that is cancelled are paused; {@link #RESUME} restarts the download.
     */
    public static final Address<ById, Job> CANCEL = Address.json("earshot.jobs.cancel", ById.class, Job.class);

    /**
     * Pauses a job, and the children of a folder with it, until {@link #RESUME}, also across restarts; finished windows are kept.
     * Pausing a paused job changes nothing. Fails with {@code bad-request} where it has ended.
     */
    public static final Address<ById, Job> PAUSE = Address.json("earshot.jobs.pause", ById.class, Job.class);

    /**
     * Continues a paused or cancelled job ({@link Job#canResume}) behind its finished windows. Fails with {@code bad-request} where it has ended
     * otherwise, and with {@code file-not-found} where its file does not exist any more.
     */
    public static final Address<ById, Job> RESUME = Address.json("earshot.jobs.resume", ById.class, Job.class);

    /**
     * Retries a failed or cancelled job as a new one without a parent; for a model that is being downloaded, returns that job. Fails with
     * {@code bad-request} where the job has not ended or was completed, with {@code file-not-found} where its file does not exist any more (an upload is
     * removed some time after its job has ended), and as {@link #SUBMIT} does.
     */
    public static final Address<ById, Job> RETRY = Address.json("earshot.jobs.retry", ById.class, Job.class);

    /**
     * Removes an ended job and its files, and the children of a folder with it. Files that another job needs are kept.
     * Fails with {@code job-not-found}, and with {@code bad-request} where it, or the folder that it is part of, has not ended.
     */
    public static final Address<ById, Empty> FORGET = Address.json("earshot.jobs.forget", ById.class, Empty.class);

    /**
     * The upload of a job, while it is kept. Fails with {@code job-not-found}, and with {@code file-not-found} where there is none or it
     * is gone.
     */
    public static final Address<ById, JobAudio> AUDIO = Address.json("earshot.jobs.audio", ById.class, JobAudio.class);

    /**
     * Waits until a job has ended, or was paused by an {@linkplain Job#error error}, and answers it with segments, text and log; after {@code seconds},
     * answers it as it then is, without these: the caller repeats the request. For callers that must not miss the end: this reads the
     * store, and does not depend on events.
     */
    public static final Address<AwaitJob, Job> AWAIT = Address.json("earshot.jobs.await", AwaitJob.class, Job.class);

    /** Whether jobs can be accepted and kept. Fails with {@code unavailable}, saying why, while the job store does not work. */
    public static final Address<Empty, QueueReadiness> READY = Address.json("earshot.jobs.ready", Empty.class, QueueReadiness.class);

    /** A job was accepted, started, progressed or ended: the job without segments, text and log. */
    public static final Topic<Job> CHANGED = new Topic<>("earshot.jobs.changed", Job.class);

    /** A window has been transcribed. */
    public static final Topic<WindowDone> SEGMENT = new Topic<>("earshot.jobs.segment", WindowDone.class);

    /** A new line of a job's log. */
    public static final Topic<JobLogged> LOG = new Topic<>("earshot.jobs.log", JobLogged.class);

    /** An order to cancel, pause or resume a job of another service has been stored. */
    public static final Topic<ById> ORDERED = new Topic<>("earshot.jobs.ordered", ById.class);

    /** A user has removed a job. */
    public static final Topic<ById> FORGOTTEN = new Topic<>("earshot.jobs.forgotten", ById.class);

    private JobMessages() {
    }

    /**
     * @param path        the file, on this node's disk
     * @param name        shown to users; absent for the file's own name
     * @param owned       whether the file is an upload, which is removed when the job does not need it any more
     * @param priority    absent for {@link Priority#INTERACTIVE}
     * @param model       as in {@link dev.earshot.models.ModelMessages.ResolveModel}
     * @param language    a code, an English name, {@code auto}, or absent for {@code auto}
     * @param translate   whether to translate to English
     * @param prompt      words that came before or should be expected; absent or at most 4000 characters
     * @param temperature 0 to 1, or absent
     * @param keepAlive   as in {@link dev.earshot.models.ModelMessages.AcquireModel}
     * @param words       whether to have the time of each word; absent for no. Some models cannot provide it; the words are then absent
     * @param expendable  whether to remove an upload that is not audio as soon as the job has failed, as the client waits for the answer and has the
     *                    file; absent for no
     * @param logprobs    whether to have the log probability of each token; absent for no. Some models cannot provide it; it is then absent
     */
    public record SubmitTranscription(String path, String name, boolean owned, Priority priority, String model, String language,
                         boolean translate, String prompt, Double temperature, String keepAlive, Boolean words, Boolean expendable, Boolean logprobs) {

        public SubmitTranscription(String path, String name, boolean owned, Priority priority, String model, String language, boolean translate,
                      String prompt, Double temperature, String keepAlive) {
            this(path, name, owned, priority, model, language, translate, prompt, temperature, keepAlive, null, null, null);
        }
    }

    /**
     * @param path      the folder, including its subfolders
     * @param output    folder for the transcripts, in which the same subfolders are created; absent to put them beside the files
     * @param format    {@code text}, {@code srt}, {@code vtt}, {@code json} or {@code verbose_json}; absent for text
     * @param priority  absent for {@link Priority#BATCH}
     * @param model     this and the next as in {@link SubmitTranscription}
     * @param maxLineWidth   columns of a line of srt and vtt, 10 to 200; absent for 42
     * @param maxLineCount   lines of a cue of srt and vtt, 1 to 10; absent for 2
     * @param highlightWords whether each word of srt and vtt is underlined while it is spoken, which is a wish for words too; absent for no
     * @param logprobs       whether to have the log probability of each token, with {@code json} only; absent for no
     */
    public record SubmitFolder(String path, String output, String format, Priority priority, String model, String language,
                               boolean translate, String prompt, Boolean words, Integer maxLineWidth, Integer maxLineCount, Boolean highlightWords,
                               Boolean logprobs) {

        public SubmitFolder(String path, String output, String format, Priority priority, String model, String language, boolean translate,
                            String prompt) {
            this(path, output, format, priority, model, language, translate, prompt, null, null, null, null, null);
        }
    }

    public record SubmitDownload(String model) {
    }

    /**
     * @param model its name
     * @param job   that downloads it; absent where it is installed
     */
    public record DownloadAnswer(String model, Job job) {
    }

    public record ById(String id) {
    }

    /**
     * @param limit  of a page, 1 to 1000; absent for 100
     * @param cursor the {@code next} of the previous page, with the same filters; absent for the first page
     * @param parent only the children of this job; absent for jobs without a parent
     * @param state  only jobs in these states, separated by commas: {@code failed,running}
     * @param kind   only jobs of these kinds, separated by commas
     * @param since  only jobs that were accepted at this time or later
     * @param q      only jobs with this text in their names, in upper or lower case
     */
    public record ListJobs(Integer limit, String cursor, String parent, String state, String kind, Instant since, String q) {

        public ListJobs(Integer limit, String parent) {
            this(limit, null, parent, null, null, null, null);
        }
    }

    /** @param next the cursor of the next page; absent on the last one. It stays valid while jobs are added and removed */
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
     * @param name  of the job
     * @param bytes of the file
     */
    public record JobAudio(String path, String name, long bytes) {
    }

    /** @param notice what users should know about the job store, such as that it was damaged; absent for nothing */
    public record QueueReadiness(String notice) {
    }

    /** The states of a job; lower case in JSON. */
    public enum JobState {
        QUEUED, WAITING, RUNNING, PAUSED, COMPLETED, FAILED, CANCELLED;

        /** Whether this is a final state; only a cancelled job may leave it, by {@link JobMessages#RESUME}. */
        public boolean ended() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * @param kind     {@code transcribe}, {@code translate}, {@code folder}, {@code download}; other versions may have others
     * @param parent   the job that it is a part of, or that needed it first
     * @param state    {@code waiting} for another job, or for a version that knows its kind
     * @param waitingFor the job whose end it waits for
     * @param progress 0 to 1; absent while it is unknown
     * @param position seconds of the file that are transcribed
     * @param duration seconds of the file, absent until known
     * @param created  when it was accepted
     * @param started  when it was first executed
     * @param ended    when it ended
     * @param language the code requested or detected
     * @param languageProbability of the detected language, 0 to 1; absent where the language was requested, or the engine does not report it
     * @param transfer the progress of a download
     * @param folder   the progress of a folder
     * @param text     the transcript so far; absent in lists and events
     * @param segments with times in the original file; absent in lists and events
     * @param error    why it failed, or why it was paused other than by a user
     * @param notice   what the user should know about how it was executed, or absent
     * @param download the progress of the download that it waits for
     * @param waiting  why it waits, a sentence with numbers; absent where it only waits for its turn
     * @param waiters  of a download: how many jobs wait for it
     * @param canRetry whether {@link #RETRY} is possible: it failed or was cancelled, and its file still exists
     * @param canResume whether {@link #RESUME} is possible: it is paused, or was cancelled and its file still exists
     * @param hasAudio whether its upload is still kept
     * @param timing   how long it waited and was executed; absent until it started
     * @param log      what happened to it, oldest first, at most 50 lines; absent in lists and events
     * @param partial  the segments so far of the window that is being recognised; absent while there are none
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

        /** Whether it was paused by an error, such as a download that was cancelled: it needs a user to continue. */
        public boolean pausedByError() {
            return state == JobState.PAUSED && error != null;
        }

        /** The transcript, to be rendered in a {@link dev.earshot.transcript.TranscriptFormat}. */
        public Document document() {
            return new Document(kind, language, languageProbability, duration, text == null ? "" : text,
                    segments == null ? List.of() : segments, model, notice, timing);
        }
    }

    /**
     * Preliminary segments of the window that is being recognised; not stored, may change, and are replaced by the {@link WindowDone} of the same index.
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

    /** @param message a short sentence or phrase, for users */
    public record LogLine(Instant at, String message) {
    }

    /** @param id the job; the rest as in {@link LogLine} */
    public record JobLogged(String id, Instant at, String message) {
    }

    /**
     * @param id       the job
     * @param index    the window, from 0, without gaps
     * @param segments with times in the original file
     * @param text     what the window adds to the job's text, which is the concatenation of all of them
     * @param position seconds of the file that are transcribed
     * @param duration seconds of the file, or absent while unknown
     */
    public record WindowDone(String id, int index, List<Segment> segments, String text, double position, Double duration) {
        public WindowDone {
            segments = List.copyOf(segments);
        }
    }
}
