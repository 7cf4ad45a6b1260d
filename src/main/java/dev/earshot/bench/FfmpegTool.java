package dev.earshot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The ffmpeg that a service has unpacked, to make media with. */
public final class FfmpegTool {

    private FfmpegTool() {
    }

    /** Null where the service has not needed it yet, or has none for this platform. */
    public static Path find(Path data) throws IOException {
        Path natives = data.resolve("native");
        if (!Files.isDirectory(natives)) {
            return null;
        }
        try (Stream<Path> files = Files.walk(natives)) {
            return files.filter(file -> file.getFileName().toString().matches("ffmpeg(\\.exe)?")).findFirst().orElse(null);
        }
    }

    /** Tells whether it could: not each build can write each format. */
    public static boolean convert(Path ffmpeg, Path input, Path output, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ffmpeg.toString(), "-nostdin", "-loglevel", "quiet", "-y", "-i", input.toString()));
        command.addAll(arguments);
        command.add(output.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LD_LIBRARY_PATH", ffmpeg.getParent().toString());
        return builder.start().onExit().join().exitValue() == 0;
    }
}
