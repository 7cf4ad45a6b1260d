package dev.earshot.cli;

import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.Jobs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

@Command(name = "jobs", mixinStandardHelpOptions = true,
        description = "Lists the jobs of a running service, or pauses, resumes or cancels one.",
        footer = {"", "Examples:", "  earshot jobs", "  earshot jobs --parent ID", "  earshot jobs pause ID", "  earshot jobs resume ID",
                "  earshot jobs cancel ID"})
final class JobsCommand implements Runnable {

    private static final List<String> ACTIONS = List.of("pause", "resume", "cancel");

    @Parameters(index = "0", arity = "0..1", paramLabel = "ACTION", description = "pause, resume or cancel; nothing to list.")
    private String action;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "The job.")
    private String id;

    @Option(names = "--parent", paramLabel = "ID", description = "List the parts of this job.")
    private String parent;

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (action == null) {
            list(server.connect());
            return;
        }
        if (!ACTIONS.contains(action) || id == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Say pause, resume or cancel, and the id of a job.");
        }
        RemoteService service = server.connect();
        if (action.equals("cancel")) {
            service.delete("/api/jobs/" + id);
        } else {
            service.post("/api/jobs/" + id + "/" + action);
        }
        spec.commandLine().getOut().println(id + " is " + (action.equals("pause") ? "paused." : action.equals("resume") ? "going on." : "cancelled."));
    }

    private void list(RemoteService service) {
        PrintWriter out = spec.commandLine().getOut();
        List<Job> jobs = service.get("/api/jobs" + (parent == null ? "" : "?parent=" + parent), Jobs.class).jobs();
        if (jobs.isEmpty()) {
            out.println("There are no jobs.");
        } else {
            Table table = new Table("ID", "KIND", "STATE", "PROGRESS", "NAME", "NOTE");
            jobs.forEach(job -> table.row(job.id(), job.kind(), job.state().name().toLowerCase(Locale.ROOT),
                    job.progress() == null ? "-" : Math.round(job.progress() * 100) + " %", job.name(), note(job)));
            out.print(table);
        }
        out.flush();
    }

    private static String note(Job job) {
        if (job.error() != null) {
            return job.error().message();
        }
        if (job.waitingFor() != null) {
            return "waits for " + job.waitingFor();
        }
        if (job.folder() != null) {
            return job.folder().done() + " done, " + job.folder().failed() + " failed, " + job.folder().current() + " current of " + job.folder().files();
        }
        return job.transfer() == null ? "" : ProgressLine.of(job.transfer());
    }
}
