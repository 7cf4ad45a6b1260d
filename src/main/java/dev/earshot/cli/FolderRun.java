package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobDetailMessages.FolderDetails;
import dev.earshot.jobs.JobDetailMessages.FolderPhase;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobList;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Transcribes a folder with a running service that may read it, or else in this process. */
final class FolderRun {

    private static final int MAX_FAILURES = 1000;

    private final LocalOption where;
    private final PrintWriter out;
    private final PrintWriter err;
    private final StatusLine line;

    FolderRun(LocalOption where, CommandLine command) {
        this.where = where;
        this.out = command.getOut();
        this.err = command.getErr();
        this.line = new StatusLine(err, Boolean.getBoolean("earshot.tty"));
    }

    /** @return the exit code */
    int run(SubmitFolder folder) {
        Optional<RemoteService> service = where.service(err);
        if (service.isPresent()) {
            try {
                return remote(service.get(), folder);
            } catch (Fault fault) {
                if (fault.code() != Fault.Code.FORBIDDEN || where.serverNamed()) {
                    throw fault;
                }
                err.println("earshot: The running service may not read this folder (setting jobs.roots); transcribing without it.");
                err.flush();
            }
        }
        return local(folder);
    }

    private int remote(RemoteService service, SubmitFolder folder) {
        RetryPause pause = new RetryPause();
        RemoteJobs jobs = new RemoteJobs(service, pause);
        Job job = service.post("/api/folders", folder, Job.class);
        String id = job.id();
        Signals.onInterrupt(() -> jobs.cancel(id));
        job = jobs.follow(id, this::show);
        return report(job, service.get(RemoteService.query("/api/jobs", "parent", id, "limit", MAX_FAILURES), JobList.class).jobs());
    }

    private int local(SubmitFolder folder) {
        try (Service service = Service.terminal(where.config())) {
            Bus bus = service.bus();
            bus.subscribe(JobMessages.CHANGED, this::show);
            Job job = Service.await(bus.request(JobMessages.SUBMIT_FOLDER, folder));
            String id = job.id();
            Signals.onInterrupt(() -> bus.request(JobMessages.CANCEL, new ById(id)));
            job = LocalJobs.ended(bus, job);
            return report(job, Service.await(bus.request(JobMessages.LIST, new ListJobs(MAX_FAILURES, id))).jobs());
        }
    }

    private void show(Job job) {
        if (job.folder() != null) {
            line.show(text(job.folder()));
        } else if (job.transfer() != null) {
            line.show(ProgressLine.of(job.transfer()));
        }
    }

    private int report(Job job, List<Job> files) {
        line.clear();
        if (job.state() == JobState.FAILED) {
            throw job.error().toFault();
        }
        files.stream().filter(child -> child.state() == JobState.FAILED)
                .forEach(child -> err.println("earshot: " + child.name() + ": " + child.error().message().replace('\n', ' ')));
        err.flush();
        FolderDetails done = job.folder();
        out.println(done.done() + " transcribed, " + done.current() + " already transcribed, " + done.failed() + " failed."
                + (done.refused() > 0 ? " " + done.refused() + " links to files outside the folder were skipped." : ""));
        return job.state() == JobState.CANCELLED ? EarshotCommand.INTERRUPTED : done.failed() > 0 ? EarshotCommand.FAILED : 0;
    }

    private static String text(FolderDetails folder) {
        return folder.phase() == FolderPhase.DISCOVERY ? "Searching: " + folder.files() + " files, " + ProgressLine.clock(folder.seconds()) + " of audio"
                : (folder.done() + folder.failed() + folder.current()) + " of " + folder.files() + " files";
    }
}
