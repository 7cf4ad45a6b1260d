package dev.earshot.cli;

import dev.earshot.bus.Json;
import dev.earshot.models.DecisionMessages.DecisionList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Instant;

@Command(name = "decisions", mixinStandardHelpOptions = true,
        description = "Shows a running service's decisions about models in memory and their reasons, newest first.",
        footer = {"", "Examples:", "  earshot decisions", "  earshot decisions --model base --action refuse"})
final class DecisionsCommand implements Runnable {

    @Option(names = "--model", paramLabel = "M", description = "Only decisions about this model.")
    private String model;

    @Option(names = "--action", paramLabel = "A", description = "Only these: load, loaded, keep, unload, unloaded, evict, refuse, ...")
    private String action;

    @Option(names = "--limit", paramLabel = "N", description = "The most to show (default: 20).")
    private int limit = 20;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        String answer = server.connect().get(RemoteService.query("/api/decisions", "model", model, "action", action, "limit", limit));
        if (json) {
            Table.json(out, answer);
            return;
        }
        Instant now = Instant.now();
        Table table = new Table("WHEN", "MODEL", "ACTION", "WHY");
        Json.read(answer, DecisionList.class).decisions().forEach(decision -> table.row(TimeText.relative(decision.at(), now),
                Table.or(decision.model(), ""), decision.action().text(), decision.reason()));
        out.print(table);
        out.flush();
    }
}
