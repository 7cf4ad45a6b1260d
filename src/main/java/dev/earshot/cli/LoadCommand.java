package dev.earshot.cli;

import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;

@Command(name = "load", mixinStandardHelpOptions = true,
        description = "Loads a model into a running service's memory; downloads it first if necessary.",
        footer = {"", "Examples:", "  earshot load micro.en", "  earshot load --keep-alive 1h base"})
final class LoadCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The model, as 'earshot models --all' names it.")
    private String name;

    @Option(names = "--keep-alive", paramLabel = "TIME", description = "How long it stays in memory when unused: 5m, 300 (seconds), 0, or -1 for good.")
    private String keepAlive;

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    /**
     * @param job    that downloads the model first; absent where the model is in memory
     * @param notice for the user, such as that the model stays for less than requested, or absent
     */
    record LoadAnswer(Job job, String notice) {
    }

    @Override
    public Integer call() {
        RemoteService service = server.connect();
        String path = RemoteService.path("/api/models", name, "load");
        Map<String, String> body = keepAlive == null ? Map.of() : Map.of("keep_alive", keepAlive);
        LoadAnswer answer = service.post(path, body, LoadAnswer.class);
        Job job = answer.job();
        if (job != null) {
            StatusLine line = new StatusLine(spec.commandLine().getErr(), Boolean.getBoolean("earshot.tty"));
            Job ended = new RemoteJobs(service, new RetryPause()).follow(job.id(), seen -> {
                if (seen.transfer() != null) {
                    line.show(ProgressLine.of(seen.transfer()));
                }
            });
            line.clear();
            if (ended.state() != JobState.COMPLETED) {
                throw ended.error() == null ? Transcriber.cancelled() : ended.error().toFault();
            }
            // Downloaded now: this loads it, and is answered when it is in memory.
            answer = service.post(path, body, LoadAnswer.class);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(name + " is in memory." + (answer.notice() == null ? "" : " " + answer.notice()));
        out.flush();
        return 0;
    }
}
