package dev.earshot.audio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Media files made with the same ffmpeg that reads them. */
public final class Media {

    private final FfmpegBinary ffmpeg;

    public Media(Path data) {
        ffmpeg = FfmpegBinary.find("", data);
    }

    /** Encodes a file: arguments between input and output. */
    public Path encode(Path input, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ffmpeg.executable().toString(), "-nostdin", "-loglevel", "error", "-y", "-i", input.toString()));
        command.addAll(List.of(arguments));
        command.add(output.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LD_LIBRARY_PATH", ffmpeg.libraries().toString());
        int code = builder.start().onExit().join().exitValue();
        if (code != 0) {
            throw new AssertionError("ffmpeg " + String.join(" ", command) + " ended with " + code);
        }
        return output;
    }
}
