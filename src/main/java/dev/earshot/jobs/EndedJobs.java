package dev.earshot.jobs;

import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.JobAudio;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.queue.JobType;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.store.KeptUploads;
import io.vertx.core.Future;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Undoing a cancel, removing a job, and access to its upload. Retrying is {@link JobAdmission}'s. Belongs to the module's thread. */
final class EndedJobs {

    private final Bus bus;
    private final JobStore store;
    private final Scheduler scheduler;
    private final JobViews views;
    private final Path uploads;

    /** @param uploads the folder of the uploads; no other file can be downloaded */
    EndedJobs(Bus bus, JobStore store, Scheduler scheduler, JobViews views, Path uploads) {
        this.bus = bus;
        this.store = store;
        this.scheduler = scheduler;
        this.views = views;
        this.uploads = uploads.toAbsolutePath().normalize();
    }

    /** Whether a job was cancelled and can be resumed. */
    boolean canUndoCancel(JobRow row) {
        return row.state() == JobState.CANCELLED && scheduler.types().of(row).canUndoCancel(row);
    }

    /**
     * Resumes a cancelled job, and the children that were cancelled with it.
     *
     * @throws Fault {@code file-not-found}
     */
    void undoCancel(JobRow cancelled) {
        JobType type = scheduler.types().of(cancelled);
        if (!type.inputsExist(cancelled)) {
            throw new Fault(Fault.Code.FILE_NOT_FOUND, "What '" + cancelled.name() + "' needs does not exist any more.");
        }
        List<JobRow> rows = new ArrayList<>();
        if (type.ownsChildren()) {
            store.children(cancelled.id()).stream().filter(child -> child.state() == JobState.CANCELLED && scheduler.types().of(child).inputsExist(child))
                    .forEach(child -> rows.add(child.reopened()));
        }
        rows.add(cancelled.reopened());
        scheduler.claim(rows).forEach(scheduler::add);
    }

    /**
     * Removes an ended job with all that was kept for it.
     *
     * @throws Fault {@code bad-request} where it has not ended, or is part of one that has not
     */
    Future<Empty> forget(ById request) {
        JobRow row = views.row(request.id());
        checkEnded(row);
        boolean owns = scheduler.types().of(row).ownsChildren();
        Optional.ofNullable(row.parent()).flatMap(store::find).filter(parent -> scheduler.types().of(parent).ownsChildren()).ifPresent(EndedJobs::checkEnded);
        List<JobRow> children = owns ? store.children(row.id()) : List.of();
        children.forEach(EndedJobs::checkEnded);
        store.remove(row.id(), owns);
        // A download that another job needs, too, has no parent from now on.
        scheduler.onParentRemoved(row.id());
        if (row.upload() != null) {
            KeptUploads.remove(store, row.upload());
        }
        children.stream().filter(child -> child.upload() != null).forEach(child -> KeptUploads.remove(store, child.upload()));
        bus.publish(JobMessages.FORGOTTEN, request);
        return Future.succeededFuture(Empty.INSTANCE);
    }

    private static void checkEnded(JobRow row) {
        if (!row.state().ended()) {
            throw Fault.badRequest("Job '" + row.id() + "' has not ended (" + row.state().name().toLowerCase(Locale.ROOT) + "). Cancel it first.");
        }
    }

    /**
     * The upload of a job.
     *
     * @throws Fault {@code file-not-found}
     */
    JobAudio audio(String id) {
        JobRow row = views.row(id);
        Path file = row.upload() == null ? null : Path.of(row.upload()).normalize();
        try {
            if (file != null && file.startsWith(uploads) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return new JobAudio(file.toString(), row.name(), Files.size(file));
            }
        } catch (IOException e) {
            // It was removed just now.
        }
        throw new Fault(Fault.Code.FILE_NOT_FOUND, "The audio of job '" + id + "' is not kept.");
    }
}
