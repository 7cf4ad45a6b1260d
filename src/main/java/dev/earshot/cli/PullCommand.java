package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Bus;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Fault;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.DownloadAnswer;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.JobMessages.SubmitDownload;
import dev.earshot.models.ModelMessages;
import dev.earshot.models.ModelMessages.ModelList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

@Command(name = "pull", mixinStandardHelpOptions = true,
        description = "Downloads a model; continues an interrupted download.",
        footer = {"", "HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE work as in Hugging Face's tools. If a service with the same data "
                + "directory is running, it does the download, with its own environment.", "",
                "Examples:", "  earshot pull base", "  HF_ENDPOINT=https://hf-mirror.example earshot pull turbo"})
final class PullCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The model, as 'earshot models --all' names it.")
    private String name;

    @Mixin
    private LocalOption where;

    @Spec
    private CommandSpec spec;

    private StatusLine line;

    @Override
    public Integer call() {
        line = new StatusLine(spec.commandLine().getErr(), Boolean.getBoolean("earshot.tty"));
        Optional<RemoteService> service = where.service(spec.commandLine().getErr());
        return service.isPresent() ? remote(service.get()) : local();
    }

    private int remote(RemoteService service) {
        DownloadAnswer download;
        try {
            download = service.post(RemoteService.path("/api/models", name, "pull"), DownloadAnswer.class);
        } catch (Fault fault) {
            throw withKnownModels(fault, () -> service.get("/api/models", ModelList.class));
        }
        if (download.job() == null) {
            return report(download, null);
        }
        RetryPause pause = new RetryPause();
        RemoteJobs jobs = new RemoteJobs(service, pause);
        String id = download.job().id();
        Signals.onInterrupt(() -> {
            try {
                cancelUnlessAwaited(jobs, id);
            } catch (Fault fault) {
                // The service has stopped, so there is no end to wait for.
                pause.end();
            }
        });
        return report(download, jobs.follow(id, this::show));
    }

    /** Cancels the download unless jobs wait for it, which would then be paused. */
    private void cancelUnlessAwaited(RemoteJobs jobs, String id) {
        Integer waiters = jobs.get(id).waiters();
        if (waiters == null || waiters == 0) {
            jobs.cancel(id);
            return;
        }
        line.clear();
        spec.commandLine().getErr().println("earshot: The service continues the download, because jobs wait for it: " + waiters + ".");
        spec.commandLine().getErr().flush();
        Runtime.getRuntime().halt(EarshotCommand.INTERRUPTED);
    }

    private int local() {
        try (Service service = Service.terminal(where.config())) {
            Bus bus = service.bus();
            DownloadAnswer download;
            try {
                download = Service.await(bus.request(JobMessages.SUBMIT_DOWNLOAD, new SubmitDownload(name)));
            } catch (Fault fault) {
                throw withKnownModels(fault, () -> Service.await(bus.request(ModelMessages.LIST, Empty.INSTANCE)));
            }
            if (download.job() == null) {
                return report(download, null);
            }
            String id = download.job().id();
            Signals.onInterrupt(() -> bus.request(JobMessages.CANCEL, new ById(id)));
            bus.subscribe(JobMessages.CHANGED, job -> {
                if (job.id().equals(id)) {
                    show(job);
                }
            });
            return report(download, LocalJobs.ended(bus, download.job()));
        }
    }

    /** For an unknown model, a fault that lists the models that can be downloaded in place of the installed ones. */
    private Fault withKnownModels(Fault fault, Supplier<ModelList> models) {
        return fault.code() == Fault.Code.MODEL_NOT_FOUND ? new Fault(fault.code(), ModelTable.unknownModel(name, models.get()).orElse(fault.getMessage()))
                : fault;
    }

    private void show(Job job) {
        if (job.transfer() != null) {
            line.show(ProgressLine.of(job.transfer()));
        }
    }

    /** @param job that has ended, or null where nothing had to be downloaded */
    private int report(DownloadAnswer download, Job job) {
        line.clear();
        PrintWriter out = spec.commandLine().getOut();
        if (job == null || job.state() == JobState.COMPLETED) {
            out.println(download.model() + (job == null ? " is already installed." : " is installed."));
            return 0;
        }
        if (job.state() == JobState.CANCELLED) {
            out.println("Stopped; the next 'earshot pull " + name + "' continues from here.");
            return EarshotCommand.INTERRUPTED;
        }
        throw job.error().toFault();
    }
}
