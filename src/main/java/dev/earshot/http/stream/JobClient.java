package dev.earshot.http.stream;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.http.upload.Upload;
import dev.earshot.http.upload.UploadFolder;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.AwaitJob;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.function.BooleanSupplier;

/** The jobs module as the HTTP routes need it. */
public final class JobClient {

    /** Each answer is also a stream's heartbeat. */
    private static final int AWAIT_SECONDS = 20;

    private final Bus bus;
    private final UploadFolder uploads;

    public JobClient(Bus bus, UploadFolder uploads) {
        this.bus = bus;
        this.uploads = uploads;
    }

    /**
     * Submits an upload; see {@link dev.earshot.http.upload.TranscriptionForm#submit} for the parameters. From then on the file is the job's, and where
     * that fails it is removed.
     */
    public Future<Job> submit(Upload upload, boolean translate, boolean interactive, boolean expendable) {
        return bus.request(JobMessages.SUBMIT, upload.form().submit(upload, translate, interactive, expendable))
                .recover(error -> uploads.remove(upload.path()).transform(removed -> Future.failedFuture(error)));
    }

    public Future<Job> get(String id) {
        return bus.request(JobMessages.GET, new ById(id));
    }

    public Future<Job> cancel(String id) {
        return bus.request(JobMessages.CANCEL, new ById(id));
    }

    /**
     * The job when it has ended, or as it is once nobody wants it any more.
     *
     * @param wanted asked every {@value #AWAIT_SECONDS} s
     */
    public Future<Job> ended(String id, BooleanSupplier wanted) {
        Promise<Job> ended = Promise.promise();
        awaitEnd(id, wanted, ended);
        return ended.future();
    }

    /** One promise for all the rounds: futures chained for hours would complete recursively. */
    private void awaitEnd(String id, BooleanSupplier wanted, Promise<Job> ended) {
        bus.request(JobMessages.AWAIT, new AwaitJob(id, AWAIT_SECONDS)).onComplete(job -> {
            boolean busy = job.failed() && Fault.of(job.cause()).code() == Fault.Code.TIMEOUT;
            if (job.failed() && !busy) {
                ended.fail(job.cause());
            } else if (!busy && (job.result().state().ended() || job.result().pausedByError())) {
                ended.complete(job.result());
            } else if (wanted.getAsBoolean()) {
                awaitEnd(id, wanted, ended);
            } else if (busy) {
                ended.fail(job.cause());
            } else {
                ended.complete(job.result());
            }
        });
    }

    /** A completed job, or the fault of one that did not complete. */
    public static Future<Job> completed(Job job) {
        if (job.state() == JobState.COMPLETED) {
            return Future.succeededFuture(job);
        }
        return Future.failedFuture(job.error() != null ? job.error().toFault()
                : new Fault(Fault.Code.CANCELLED, "Job " + job.id() + " was cancelled."));
    }
}
