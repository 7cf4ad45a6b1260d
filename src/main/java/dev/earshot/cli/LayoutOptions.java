package dev.earshot.cli;

import dev.earshot.transcript.SubtitleLayout;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options for srt and vtt, with the names of OpenAI's command line tool. */
final class LayoutOptions {

    @Option(names = "--max-line-width", paramLabel = "N", description = "Columns of a subtitle's line, 10 to 200 (default: 42).")
    Integer width;

    @Option(names = "--max-line-count", paramLabel = "N", description = "Lines of a subtitle, 1 to 10 (default: 2).")
    Integer count;

    @Option(names = "--highlight-words", description = "Underline each word of a subtitle while it is spoken.")
    boolean highlight;

    boolean isGiven() {
        return width != null || count != null || highlight;
    }

    /** @throws CommandLine.ParameterException where a number is out of its range */
    SubtitleLayout layout(CommandLine command) {
        if (width != null && !SubtitleLayout.isWidth(width)) {
            throw new CommandLine.ParameterException(command,
                    "--max-line-width must be from " + SubtitleLayout.LEAST_WIDTH + " to " + SubtitleLayout.MOST_WIDTH + ".");
        }
        if (count != null && !SubtitleLayout.isCount(count)) {
            throw new CommandLine.ParameterException(command, "--max-line-count must be from 1 to " + SubtitleLayout.MOST_LINES + ".");
        }
        return SubtitleLayout.of(width, count, highlight);
    }
}
