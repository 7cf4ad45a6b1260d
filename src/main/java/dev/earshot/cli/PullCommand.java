package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Bus;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Download;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

@Command(name = "pull", mixinStandardHelpOptions = true,
        description = "Downloads a model; what an earlier attempt has brought is not fetched again.",
        footer = {"", "HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE mean what they mean for Hugging Face's tools.", "",
                "Examples:", "  earshot pull base", "  HF_ENDPOINT=https://hf-mirror.example earshot pull turbo"})
final class PullCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The model, as 'earshot models --all' names it.")
    private String name;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Service service = Service.terminal(options.load())) {
            Bus bus = service.bus();
            StatusLine line = new StatusLine(spec.commandLine().getErr(), Boolean.getBoolean("earshot.tty"));
            Download download = Service.await(bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload(name)));
            if (download.job() == null) {
                out.println(download.model() + " is here already.");
                return 0;
            }
            String id = download.job().id();
            Signals.onInterrupt(() -> bus.request(JobMessages.CANCEL, new ById(id)));
            bus.subscribe(JobMessages.CHANGED, job -> {
                if (job.id().equals(id) && job.transfer() != null) {
                    line.show(ProgressLine.of(job.transfer()));
                }
            });
            Job job = LocalJobs.ended(bus, download.job(), seen -> { });
            line.clear();
            if (job.state() == State.COMPLETED) {
                out.println(download.model() + " is here.");
                return 0;
            }
            if (job.state() == State.CANCELLED) {
                out.println("Stopped; the next 'earshot pull " + name + "' goes on from here.");
                return EarshotCommand.INTERRUPTED;
            }
            throw job.error().toFault();
        }
    }
}
