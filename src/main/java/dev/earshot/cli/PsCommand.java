package dev.earshot.cli;

import dev.earshot.bus.Json;
import dev.earshot.engine.EngineMessages.EngineLibrary;
import dev.earshot.models.ModelMessages.ResidentList;
import dev.earshot.models.ModelMessages.ResidentView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Objects;

@Command(name = "ps", mixinStandardHelpOptions = true,
        description = "Shows which models a running service holds in memory, since when, until when, and why.",
        footer = {"", "Examples:", "  earshot ps", "  earshot ps --json", "  earshot ps --server http://127.0.0.1:9000"})
final class PsCommand implements Runnable {

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        String answer = server.connect().get("/api/ps");
        if (json) {
            Table.json(out, answer);
            return;
        }
        ResidentList residents = Json.read(answer, ResidentList.class);
        if (residents.models().isEmpty()) {
            out.println("No model is in memory.");
        } else {
            Instant now = Instant.now();
            Table table = new Table("NAME", "STATE", "MEMORY", "SINCE", "UNTIL", "ENGINE", "WHY");
            residents.models().forEach(resident -> table.row(resident.name(), resident.state().text(), Table.megabytes(resident.bytes()),
                    resident.since() == null ? "-" : TimeText.relative(resident.since(), now), until(resident, now),
                    resident.library() == null ? "-" : resident.library().used().text(), Table.or(resident.reason(), "")));
            out.print(table);
            residents.models().stream().map(ResidentView::library).filter(Objects::nonNull).map(EngineLibrary::notice).filter(Objects::nonNull).distinct()
                    .forEach(out::println);
        }
        out.flush();
    }

    private static String until(ResidentView resident, Instant now) {
        return resident.until() != null ? TimeText.relative(resident.until(), now) : resident.requests() > 0 ? "in use" : "for good";
    }
}
