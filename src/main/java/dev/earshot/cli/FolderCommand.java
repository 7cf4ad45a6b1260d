package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Bus;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.ById;
import dev.earshot.jobs.JobMessages.Folder;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.ListJobs;
import dev.earshot.jobs.JobMessages.State;
import dev.earshot.jobs.JobMessages.SubmitFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

@Command(name = "folder", mixinStandardHelpOptions = true,
        description = "Transcribes all media files of a folder and its subfolders, those that are new or changed.",
        footer = {"", "A file whose transcript is there and not older is left as it is, so that running it again does the rest.", "",
                "Exit codes: 0 all good, 1 some file failed, 2 usage, 130 interrupted.", "", "Examples:",
                "  earshot folder ~/recordings", "  earshot folder --format srt --output subtitles/ videos/"})
final class FolderCommand implements Callable<Integer> {

    private static final int MOST_FAILURES = 1000;

    @Mixin
    private SpeechOptions speech;

    @Option(names = "--format", paramLabel = "F", defaultValue = "text", description = "text (the default), srt, vtt, json or verbose_json.")
    private String format;

    @Option(names = "--output", paramLabel = "DIR", description = "Write the transcripts into this folder instead of beside the files.")
    private Path output;

    @Parameters(paramLabel = "DIR", description = "The folder.")
    private Path folder;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try (Service service = Service.terminal(options.load())) {
            Bus bus = service.bus();
            StatusLine line = new StatusLine(err, Boolean.getBoolean("earshot.tty"));
            bus.subscribe(JobMessages.CHANGED, job -> {
                if (job.folder() != null) {
                    line.show(text(job.folder()));
                } else if (job.transfer() != null) {
                    line.show(ProgressLine.of(job.transfer()));
                }
            });
            Job job = Service.await(bus.request(JobMessages.SUBMIT_FOLDER, new SubmitFolder(folder.toAbsolutePath().toString(),
                    output == null ? null : output.toAbsolutePath().toString(), format, null, speech.model, speech.language, speech.translate,
                    speech.prompt)));
            String id = job.id();
            Signals.onInterrupt(() -> bus.request(JobMessages.CANCEL, new ById(id)));
            job = LocalJobs.ended(bus, job, seen -> { });
            line.clear();
            return outcome(bus, job, err);
        }
    }

    private int outcome(Bus bus, Job job, PrintWriter err) {
        if (job.state() == State.FAILED) {
            throw job.error().toFault();
        }
        Service.await(bus.request(JobMessages.LIST, new ListJobs(MOST_FAILURES, job.id()))).jobs().stream()
                .filter(child -> child.state() == State.FAILED)
                .forEach(child -> err.println("earshot: " + child.name() + ": " + child.error().message().replace('\n', ' ')));
        err.flush();
        Folder done = job.folder();
        spec.commandLine().getOut().println(done.done() + " transcribed, " + done.current() + " were there, " + done.failed() + " failed."
                + (done.refused() > 0 ? " " + done.refused() + " links that lead elsewhere were left out." : ""));
        return job.state() == State.CANCELLED ? EarshotCommand.INTERRUPTED : done.failed() > 0 ? EarshotCommand.FAILED : 0;
    }

    private static String text(Folder folder) {
        return folder.phase().equals("discovery") ? "Looking: " + folder.files() + " files, " + ProgressLine.clock(folder.seconds()) + " of sound"
                : (folder.done() + folder.failed() + folder.current()) + " of " + folder.files() + " files";
    }
}
