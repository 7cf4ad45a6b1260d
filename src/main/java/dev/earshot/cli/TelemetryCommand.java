package dev.earshot.cli;

import dev.earshot.boot.Service;
import dev.earshot.bus.Empty;
import dev.earshot.bus.Json;
import dev.earshot.telemetry.TelemetryMessages;
import dev.earshot.telemetry.TelemetryMessages.TelemetryState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;

@Command(name = "telemetry", mixinStandardHelpOptions = true,
        description = "Shows what telemetry would send, allows it, or ends it. It is off until you allow it.",
        footer = {"", "Examples:", "  earshot telemetry show", "  earshot telemetry on", "  earshot telemetry off", "",
                "DO_NOT_TRACK=1 or EARSHOT_TELEMETRY=off in the service's environment wins over 'on'."})
final class TelemetryCommand implements Runnable {

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        show();
    }

    @Command(mixinStandardHelpOptions = true, description = "Shows word for word what would be sent, and whether it is.",
            footer = {"", "Example:", "  earshot telemetry show"})
    void show() {
        print(state(service()));
    }

    @Command(mixinStandardHelpOptions = true, description = "Allows it.", footer = {"", "Example:", "  earshot telemetry on"})
    void on() {
        set(true);
    }

    @Command(mixinStandardHelpOptions = true, description = "Ends it, and drops what was not sent yet.", footer = {"", "Example:", "  earshot telemetry off"})
    void off() {
        set(false);
    }

    /** Of the running service, or, where none is running, for the next one. */
    private void set(boolean enabled) {
        Map<String, Object> change = Map.of("telemetry.enabled", enabled);
        Optional<RemoteService> service = service();
        service.ifPresentOrElse(running -> running.put("/api/settings", change, Map.class),
                () -> Service.changeSettings(server.config().settings(Map.of()), change));
        print(state(service));
    }

    private Optional<RemoteService> service() {
        return server.running(spec.commandLine().getErr());
    }

    private TelemetryState state(Optional<RemoteService> running) {
        if (running.isPresent()) {
            return running.get().get("/api/telemetry", TelemetryState.class);
        }
        try (Service local = Service.terminal(server.config().load())) {
            return Service.await(local.bus().request(TelemetryMessages.GET, Empty.INSTANCE));
        }
    }

    private void print(TelemetryState state) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Telemetry is " + (state.enabled() ? "on." : "off.") + (state.notice() == null ? "" : " " + state.notice()));
        out.println("One event of each type, word for word:");
        state.example().forEach(event -> out.println(Json.write(event)));
        if (!state.pending().isEmpty()) {
            out.println("These are sent next:");
            state.pending().forEach(event -> out.println(Json.write(event)));
        }
        out.flush();
    }
}
