package dev.earshot.cli;

import dev.earshot.models.ModelMessages.Resident;
import dev.earshot.models.ModelMessages.Residents;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

@Command(name = "ps", mixinStandardHelpOptions = true,
        description = "Shows which models a running service holds in memory, since when, until when, and why.",
        footer = {"", "Examples:", "  earshot ps", "  earshot ps --server http://127.0.0.1:9000"})
final class PsCommand implements Runnable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Residents residents = server.connect().get("/api/ps", Residents.class);
        PrintWriter out = spec.commandLine().getOut();
        if (residents.models().isEmpty()) {
            out.println("No model is in memory.");
        } else {
            Table table = new Table("NAME", "STATE", "MEMORY", "SINCE", "UNTIL", "WHY");
            residents.models().forEach(resident -> table.row(resident.name(), resident.state(),
                    Table.megabytes(resident.bytes()), time(resident.since()), until(resident), Table.or(resident.reason(), "")));
            out.print(table);
        }
        out.flush();
    }

    private static String until(Resident resident) {
        return resident.until() != null ? time(resident.until()) : resident.requests() > 0 ? "in use" : "for good";
    }

    private static String time(Instant instant) {
        return instant == null ? "-" : TIME.format(instant.atZone(ZoneId.systemDefault()));
    }
}
