package dev.earshot.cli;

import dev.earshot.bus.Json;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobList;
import dev.earshot.jobs.JobMessages.JobState;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

@Command(name = "jobs", mixinStandardHelpOptions = true, description = "Lists the jobs of a running service, shows one, or does something with it.",
        footer = {"", "An ID may be shortened as long as it stays unique.", "", "Examples:", "  earshot jobs --state failed --since 2d",
                "  earshot jobs text ID", "  earshot jobs text -o talk.srt ID", "  earshot jobs retry ID"})
final class JobsCommand implements Runnable {

    private static final String ID = "The job.";

    @Mixin
    private JobFilterOptions filter;

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        list(filter);
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists jobs, newest first, as 'earshot jobs' alone does.",
            footer = {"", "Example:", "  earshot jobs list --search interview --all"})
    void list(@Mixin JobFilterOptions which) {
        RemoteService service = server.connect();
        List<Job> jobs = new ArrayList<>();
        List<Object> raw = new ArrayList<>();
        String cursor = null;
        do {
            String answer = service.get(path(which, cursor));
            JobList page = Json.read(answer, JobList.class);
            jobs.addAll(page.jobs());
            new JsonObject(answer).getJsonArray("jobs").forEach(raw::add);
            cursor = page.next();
        } while (which.all && cursor != null);
        if (which.json) {
            Table.json(out(), Json.write(cursor == null ? Map.of("jobs", raw) : Map.of("jobs", raw, "next", cursor)));
        } else if (jobs.isEmpty()) {
            out().println("No jobs found.");
        } else {
            out().print(JobTable.of(jobs, Instant.now(), ZoneId.systemDefault()));
            if (cursor != null) {
                out().println("There are more jobs: use --limit, --all or --search.");
            }
        }
        out().flush();
    }

    @Command(mixinStandardHelpOptions = true, description = "Shows everything about a job.", footer = {"", "Example:", "  earshot jobs show ID"})
    void show(@Parameters(paramLabel = "ID", description = ID) String id, @Option(names = "--json", description = "As JSON.") boolean json) {
        RemoteService service = server.connect();
        String answer = service.get(RemoteService.path("/api/jobs", fullId(service, id)));
        if (json) {
            Table.json(out(), answer);
        } else {
            out().print(JobTable.details(Json.read(answer, Job.class), Instant.now(), ZoneId.systemDefault()));
            out().flush();
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints a job's transcript, or the part that is ready.",
            footer = {"", "Examples:", "  earshot jobs text ID", "  earshot jobs text --timestamps ID", "  earshot jobs text -f srt -o talk.srt ID"})
    void text(@Parameters(paramLabel = "ID", description = ID) String id,
              @Option(names = {"-f", "--format"}, paramLabel = "F", description = "text (the default), srt, vtt, json or verbose_json.") String format,
              @Option(names = "--timestamps", description = "Print the time of each line.") boolean timestamps, @Mixin LayoutOptions layout,
              @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Write it into this file.") Path output) throws IOException {
        RemoteService service = server.connect();
        String wanted = format != null ? format : output == null ? "text" : Formats.ofName(output).map(each -> each.text()).orElse("text");
        String text = service.get(RemoteService.query(RemoteService.path("/api/jobs", fullId(service, id), "transcript"),
                "format", wanted, "timestamps", timestamps ? "true" : null, "max_line_width", layout.width, "max_line_count", layout.count,
                "highlight_words", layout.highlight ? "true" : null));
        if (output != null) {
            Files.writeString(output, text);
            return;
        }
        out().print(text.endsWith("\n") ? text : text + "\n");
        out().flush();
    }

    @Command(name = "wait", mixinStandardHelpOptions = true, description = "Waits for a job's end; exit code 1 where it fails or is cancelled.",
            footer = {"", "Example:", "  earshot jobs wait ID && earshot jobs text ID"})
    int await(@Parameters(paramLabel = "ID", description = ID) String id) {
        RemoteService service = server.connect();
        Progress progress = new Progress(spec.commandLine().getErr(), Boolean.getBoolean("earshot.tty"), 1);
        Job ended = new RemoteJobs(service, new RetryPause()).follow(fullId(service, id), job -> progress.update(0, job));
        progress.clear();
        if (ended.error() != null) {
            throw ended.error().toFault();
        }
        printState(ended);
        return ended.state() == JobState.COMPLETED ? 0 : EarshotCommand.FAILED;
    }

    @Command(mixinStandardHelpOptions = true, description = "Starts a failed or cancelled job again, as a new job.",
            footer = {"", "Example:", "  earshot jobs retry ID"})
    void retry(@Parameters(paramLabel = "ID", description = ID) String id) {
        RemoteService service = server.connect();
        Job again = service.post(RemoteService.path("/api/jobs", fullId(service, id), "retry"), Job.class);
        out().println("Started again as job " + again.id() + ".");
        out().flush();
    }

    @Command(mixinStandardHelpOptions = true, description = "Continues a paused or cancelled job where it stopped.",
            footer = {"", "Example:", "  earshot jobs resume ID"})
    void resume(@Parameters(paramLabel = "ID", description = ID) String id) {
        act(id, "resume");
    }

    @Command(mixinStandardHelpOptions = true, description = "Pauses a job and keeps what is done.", footer = {"", "Example:", "  earshot jobs pause ID"})
    void pause(@Parameters(paramLabel = "ID", description = ID) String id) {
        act(id, "pause");
    }

    @Command(mixinStandardHelpOptions = true, description = "Cancels a job.", footer = {"", "Example:", "  earshot jobs cancel ID"})
    void cancel(@Parameters(paramLabel = "ID", description = ID) String id) {
        RemoteService service = server.connect();
        String whole = fullId(service, id);
        RemoteJobs jobs = new RemoteJobs(service, new RetryPause());
        jobs.cancel(whole);
        printState(jobs.get(whole));
    }

    @Command(mixinStandardHelpOptions = true, description = "Removes an ended job and all of its files.",
            footer = {"", "Example:", "  earshot jobs rm ID"})
    void rm(@Parameters(paramLabel = "ID", description = ID) String id) {
        RemoteService service = server.connect();
        String whole = fullId(service, id);
        service.delete(RemoteService.query(RemoteService.path("/api/jobs", whole), "forget", "true"));
        out().println(whole + " has been removed.");
        out().flush();
    }

    private void act(String id, String action) {
        RemoteService service = server.connect();
        printState(service.post(RemoteService.path("/api/jobs", fullId(service, id), action), Job.class));
    }

    private void printState(Job job) {
        out().println(job.id() + " is " + job.state().name().toLowerCase(Locale.ROOT) + ".");
        out().flush();
    }

    private String fullId(RemoteService service, String id) {
        return new RemoteJobs(service, new RetryPause()).fullId(id);
    }

    private String path(JobFilterOptions which, String cursor) {
        try {
            return which.path(cursor, Instant.now(), ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
