package dev.earshot.jobs.folder;

import dev.earshot.bus.Bus;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.JobContext;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.JobView;
import dev.earshot.jobs.queue.NewJob;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.queue.Submission;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.ResolveModel;
import io.vertx.core.Future;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The kind of job that transcribes a folder, with a child job for each file. */
public final class FolderJobs implements JobType {

    static final String KIND = "folder";
    private static final int LIMIT = 4;

    private final Bus bus;
    private final Scheduler scheduler;
    private final AllowedFolders allowed;
    private final FolderSurvey survey;
    private final FolderChildren children;
    private final int maxChildren;

    public FolderJobs(JobContext context) {
        this.bus = context.bus();
        this.scheduler = context.scheduler();
        this.allowed = context.folders();
        this.survey = new FolderSurvey(context.vertx(), bus, allowed, context.releases());
        this.children = new FolderChildren(context.store(), scheduler);
        this.maxChildren = context.config().jobs().active();
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Submission<?, ?>> submissions() {
        return List.of(Submission.of(JobMessages.SUBMIT_FOLDER, this::accept));
    }

    private Future<NewJob> accept(SubmitFolder request) {
        return bus.request(ModelMessages.RESOLVE, new ResolveModel(request.model(), request.language(), request.translate(), null))
                .map(resolved -> FolderSubmission.job(request, resolved, allowed));
    }

    @Override
    public Future<NewJob> retry(JobRow ended) {
        FolderSpec spec = FolderSpec.of(ended);
        allowed.readable(spec.path());
        return bus.request(ModelMessages.RESOLVE, new ResolveModel(spec.model(), spec.language(), spec.translate(), null))
                .map(resolved -> NewJob.retryOf(ended, FolderStatus.accepted(spec.model(), spec.language())));
    }

    @Override
    public JobView view(JobRow row) {
        FolderStatus status = FolderStatus.of(row.status());
        FolderDetails folder = status.folder();
        return new JobView(JobView.share(folder.done() + folder.failed() + folder.current(), folder.files()), null, null, status.model(),
                status.language(), null, null, folder, null, null, null);
    }

    @Override
    public int limit() {
        return LIMIT;
    }

    @Override
    public boolean inputsExist(JobRow row) {
        return Files.isDirectory(Path.of(FolderSpec.of(row).path()));
    }

    @Override
    public boolean canUndoCancel(JobRow cancelled) {
        return true;
    }

    @Override
    public boolean ownsChildren() {
        return true;
    }

    @Override
    public Execution execution(ActiveJob job) {
        return new FolderExecution(job, FolderSpec.of(job.row()), scheduler, survey, children, maxChildren);
    }
}
