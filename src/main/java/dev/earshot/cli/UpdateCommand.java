package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.updates.UpdateMessages.UpdateAnswer;
import dev.earshot.updates.UpdateMessages.UpdateCheck;
import dev.earshot.updates.UpdateMessages.UpdateStatus;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

@Command(name = "update", mixinStandardHelpOptions = true,
        description = "Has a running service download the newest version and restart as it, once that version has proven itself.",
        footer = {"", "Examples:", "  earshot update --check", "  earshot update", "  earshot update --rollback"})
final class UpdateCommand implements Runnable {

    /** Which of the two, if any. */
    private static final class Instead {
        @Option(names = "--check", description = "Only tell whether there is a newer version.")
        private boolean check;

        @Option(names = "--rollback", description = "Restart as the version before.")
        private boolean rollback;
    }

    @ArgGroup
    private Instead instead;

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        RemoteService service = server.connect();
        if (instead != null && instead.rollback) {
            print(service.post("/api/updates/rollback", UpdateAnswer.class).message());
            return;
        }
        UpdateCheck found = service.get("/api/updates/check", UpdateCheck.class);
        if (found.error() != null) {
            throw new Fault(Fault.Code.UNAVAILABLE, found.error() + "; the service's log says why.");
        }
        if (!found.updateAvailable()) {
            print("Version " + found.currentVersion() + " is the newest.");
            return;
        }
        print("Version " + found.latestVersion() + " is available (this is " + found.currentVersion() + ")."
                + (found.releaseUrl() == null ? "" : " " + found.releaseUrl()));
        String instructions = service.get("/api/updates/status", UpdateStatus.class).instructions();
        if (instructions != null) {
            print(instructions);
        } else if (instead == null) {
            print(service.post("/api/updates/download", UpdateAnswer.class).message());
            print(service.post("/api/updates/apply", UpdateAnswer.class).message());
        }
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
