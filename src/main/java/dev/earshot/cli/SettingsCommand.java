package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;
import dev.earshot.bus.NearestWord;
import dev.earshot.config.Setting;
import dev.earshot.settings.SettingsMessages.CurrentSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;

@Command(name = "settings", mixinStandardHelpOptions = true,
        description = "Shows or changes the settings of a running service; what is changed is kept.",
        footer = {"", "Examples:", "  earshot settings", "  earshot settings get models.strategy", "  earshot settings set models.strategy always",
                "  earshot settings unset models.strategy"})
final class SettingsCommand implements Runnable {

    private static final String PATH = "/api/settings";

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private ServerOption server;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String answer = server.connect().get(PATH);
        if (json) {
            Table.json(out(), answer);
            return;
        }
        CurrentSettings settings = Json.read(answer, CurrentSettings.class);
        Table table = new Table("KEY", "VALUE", "FROM", "CHOICES");
        settings.settings().forEach(setting -> table.row(setting.key(), Table.or(setting.value(), ""), setting.source(),
                setting.choices() == null ? "" : String.join(", ", setting.choices())));
        out().print(table);
        if (settings.notice() != null) {
            out().println(settings.notice());
        }
        out().flush();
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints the value of a setting.",
            footer = {"", "Example:", "  earshot settings get models.default"})
    void get(@Parameters(paramLabel = "KEY", description = "As 'earshot settings' names it.") String key) {
        print(key, server.connect().get(PATH, CurrentSettings.class), false);
    }

    @Command(mixinStandardHelpOptions = true, description = "Changes a setting.", footer = {"", "Example:", "  earshot settings set models.keep_alive 10m"})
    void set(@Parameters(paramLabel = "KEY", description = "As 'earshot settings' names it.") String key,
             @Parameters(paramLabel = "VALUE", description = "The new value.") String value) {
        change(key, value);
    }

    @Command(mixinStandardHelpOptions = true, description = "Resets a setting to its configured value.",
            footer = {"", "Example:", "  earshot settings unset models.keep_alive"})
    void unset(@Parameters(paramLabel = "KEY", description = "As 'earshot settings' names it.") String key) {
        change(key, null);
    }

    /** Prints the setting, and others that were changed by it. */
    private void change(String key, String value) {
        RemoteService service = server.connect();
        CurrentSettings before = service.get(PATH, CurrentSettings.class);
        CurrentSettings after = service.put(PATH, Collections.singletonMap(key, value), CurrentSettings.class);
        print(key, after, true);
        after.settings().stream().filter(setting -> !setting.key().equals(key) && !before.settings().contains(setting)).forEach(setting ->
                out().println("This changes " + setting.key() + " to " + setting.value() + " (" + setting.source() + ")."));
        if (after.notice() != null) {
            out().println(after.notice());
        }
        out().flush();
    }

    private void print(String key, CurrentSettings settings, boolean sentence) {
        List<String> keys = settings.settings().stream().map(Setting::key).toList();
        Setting setting = settings.settings().stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow(() ->
                Fault.badRequest("There is no setting '" + key + "'." + NearestWord.question(key, keys) + " 'earshot settings' lists them."));
        out().println(sentence ? key + " is " + setting.value() + " (" + setting.source() + ")." : setting.value());
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
