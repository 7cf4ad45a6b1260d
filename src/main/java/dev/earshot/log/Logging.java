package dev.earshot.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Sets Logback up when the first line is logged: to stderr, for stdout belongs to transcripts. In Java, because Logback's XML costs an
 * idle service 400 classes. Who wants that names a file in {@code logback.configurationFile}.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {

    /** The key of the job that a line belongs to: {@code LOG.atInfo().addKeyValue(Logging.JOB, id)}. */
    public static final String JOB = "job";

    private static final String LEVEL = "earshot.log.level";
    private static final String FORMAT = "earshot.log.format";
    private static final String QUIET = "earshot.log.no-errors";
    private static final String VARIABLE = "EARSHOT_LOG_LEVEL";

    /** @param level what is logged unless EARSHOT_LOG_LEVEL or the command line of Java sets another level */
    public static void level(String level) {
        System.setProperty(LEVEL, System.getProperty(LEVEL, level));
    }

    /** For a command that reports its own failure: errors are logged beside it only where EARSHOT_LOG_LEVEL is set, warnings always. */
    public static void terminal() {
        level("WARN");
        System.setProperty(QUIET, Boolean.toString(System.getenv(VARIABLE) == null));
    }

    /** From the first line on, each is a JSON object; without effect once a line was logged. */
    public static void json() {
        System.setProperty(FORMAT, "json");
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        EncoderBase<ILoggingEvent> lines = "json".equals(System.getProperty(FORMAT)) ? new JsonLines() : new TextLines();
        lines.setContext(context);
        lines.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget(ConsoleTarget.SystemErr.getName());
        stderr.setEncoder(lines);
        if (Boolean.getBoolean(QUIET)) {
            stderr.addFilter(noErrors());
        }
        stderr.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getenv(VARIABLE), Level.toLevel(System.getProperty(LEVEL), Level.INFO)));
        root.addAppender(stderr);
        // Vert.x warns of every message that arrives while its consumer goes, as at each stop.
        context.getLogger("io.vertx.core.eventbus.impl.MessageConsumerImpl").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Filter<ILoggingEvent> noErrors() {
        return new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                return event.getLevel() == Level.ERROR || event.getThrowableProxy() != null ? FilterReply.DENY : FilterReply.NEUTRAL;
            }
        };
    }
}
