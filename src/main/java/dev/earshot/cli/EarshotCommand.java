package dev.earshot.cli;

import dev.earshot.boot.Version;
import dev.earshot.bus.Fault;
import dev.earshot.log.Logging;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

import java.util.List;
import java.util.concurrent.Callable;

/** The {@code earshot} command. Exit codes: 0 all good, 1 something failed, 2 usage, 130 interrupted. */
@Command(name = "earshot", mixinStandardHelpOptions = true, versionProvider = EarshotCommand.VersionText.class,
        description = "Speech to text on your own machine.",
        footer = {"", "Examples:",
                "  earshot transcribe interview.mp3",
                "  earshot transcribe --format srt --output subtitles/ *.mkv",
                "  earshot serve --port 9000",
                "", "'earshot COMMAND --help' tells more about each command."})
public final class EarshotCommand implements Callable<Integer> {

    private static final List<Class<?>> COMMANDS = List.of(TranscribeCommand.class, FolderCommand.class, ServeCommand.class, ModelsCommand.class,
            PullCommand.class, RemoveCommand.class, PsCommand.class, LoadCommand.class, UnloadCommand.class, DecisionsCommand.class, JobsCommand.class,
            SettingsCommand.class, TelemetryCommand.class, KeyCommand.class, CompletionCommand.class, BenchCommand.class, UpdateCommand.class,
            VersionCommand.class, RehearseCommand.class);

    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INTERRUPTED = 130;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    EarshotCommand() {
    }

    /** Runs a command line and returns its exit code. */
    public static int run(String... args) {
        setDefault("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        // Only the service logs at INFO: other commands print what they do.
        if (args.length > 0 && args[0].equals("serve")) {
            Logging.level("INFO");
        } else {
            Logging.terminal();
        }
        // picocli inspects every option of every command that it is given, which costs time and memory.
        List<Class<?>> named = COMMANDS.stream().filter(type -> args.length > 0 && name(type).equals(args[0])).toList();
        return with(named.isEmpty() ? COMMANDS : named)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(UsageErrors::print)
                .setExecutionExceptionHandler(EarshotCommand::onFailure)
                .execute(args);
    }

    /** The command line with every command. */
    static CommandLine withAllCommands() {
        return with(COMMANDS);
    }

    private static CommandLine with(List<Class<?>> commands) {
        CommandLine earshot = new CommandLine(new EarshotCommand());
        commands.forEach(type -> earshot.addSubcommand(name(type), new CommandLine(type)));
        return earshot;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return USAGE;
    }

    private static int onFailure(Exception error, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (!(error instanceof Fault fault)) {
            throw error;
        }
        command.getErr().println("earshot: " + fault.getMessage());
        return fault.code() == Fault.Code.BAD_REQUEST ? USAGE : FAILED;
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"earshot " + Version.current()};
        }
    }
}
