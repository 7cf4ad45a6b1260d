package dev.earshot.bench.abuse;

import dev.earshot.bench.FfmpegTool;
import dev.earshot.bench.abuse.Recordings.Recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One recording in many formats, made by the ffmpeg that the service has unpacked. */
final class Media {

    /** What ffmpeg is told for each ending, beside the ending itself. */
    private static final Map<String, String> FORMATS = new TreeMap<>(Map.ofEntries(Map.entry("wav", ""), Map.entry("flac", ""), Map.entry("mp3", ""),
            Map.entry("ogg", "-c:a libvorbis"), Map.entry("opus", "-c:a libopus"), Map.entry("m4a", "-c:a aac"), Map.entry("mkv", "-c:a flac"),
            Map.entry("webm", "-c:a libopus"), Map.entry("aiff", ""), Map.entry("au", ""), Map.entry("ac3", "-b:a 96k"), Map.entry("asf", "-c:a wmav2"),
            Map.entry("caf", ""), Map.entry("ts", "-c:a mp2"), Map.entry("w64", ""), Map.entry("nut", "-c:a flac"), Map.entry("tta", ""), Map.entry("wv", "")));

    private Media() {
    }

    /** The formats that this ffmpeg can write; the recording as it is comes first. */
    static List<byte[]> all(Target target, Recording recording, Path folder) throws IOException, InterruptedException {
        // The service unpacks ffmpeg when it first needs it.
        target.upload("/v1/audio/transcriptions", recording.name(), recording.bytes(), "model", Target.MODEL);
        Path input = Files.write(folder.resolve(recording.name()), recording.bytes());
        List<byte[]> media = new ArrayList<>(List.of(recording.bytes()));
        Path ffmpeg = FfmpegTool.find(target.data());
        if (ffmpeg == null) {
            return media;
        }
        for (Map.Entry<String, String> format : FORMATS.entrySet()) {
            Path output = folder.resolve("media." + format.getKey());
            if (FfmpegTool.convert(ffmpeg, input, output, Stream.of(format.getValue().split(" ")).filter(word -> !word.isEmpty()).toList())) {
                media.add(Files.readAllBytes(output));
            }
        }
        return media;
    }
}
