package dev.earshot.audio;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses ffmpeg's log of a file, line by line. Thread-safe. */
final class FfmpegLog {

    private static final Pattern DURATION = Pattern.compile("Duration: (\\d+):(\\d\\d):(\\d\\d\\.\\d+)");
    private static final Pattern INPUT = Pattern.compile("Input #0, ([^,]+)");
    private static final Pattern STREAM = Pattern.compile("Stream #0:\\d+.*?: (?:Audio|Video): ");
    private static final Pattern RATE = Pattern.compile("Stream #0:\\d+.*?: Audio: .*?, (\\d+) Hz");
    private static final Pattern CUT = Pattern.compile("partial file|ended prematurely|filesize and duration do not match|Error during demuxing");
    /** Containers that state an exact duration; others may be slightly off. */
    private static final Set<String> EXACT = Set.of("flac", "mov", "matroska", "wav", "w64", "aiff", "caf", "au", "ape", "tta", "wv", "asf");
    private static final double LEAST_MISSING_SECONDS = 2;
    private static final double LEAST_MISSING_SHARE = 0.02;
    private static final int LAST_LINES = 3;

    private final Deque<String> lastLines = new ArrayDeque<>();
    private Double duration;
    private String container = "media";
    private Integer rate;
    private int streams;
    private boolean described;
    private boolean estimated;
    private boolean cut;

    /** @return whether the description of the file is complete */
    synchronized boolean add(String line) {
        Matcher length = DURATION.matcher(line);
        Matcher input = INPUT.matcher(line);
        Matcher samples = RATE.matcher(line);
        if (duration == null && length.find()) {
            // As doubles: a damaged header may state more hours than an int can hold.
            duration = Double.parseDouble(length.group(1)) * 3600 + Double.parseDouble(length.group(2)) * 60 + Double.parseDouble(length.group(3));
        } else if (input.find()) {
            container = input.group(1);
        }
        if (!described && STREAM.matcher(line).find() && !line.contains("(attached pic)")) {
            streams++;
        }
        if (!described && rate == null && samples.find()) {
            rate = samples.group(1).length() > 9 ? Integer.MAX_VALUE : Integer.valueOf(samples.group(1));
        }
        // Lines after this describe ffmpeg's output.
        described |= line.startsWith("Stream mapping:");
        estimated |= line.contains("Estimating duration from bitrate");
        cut |= CUT.matcher(line).find();
        remember(line);
        return described;
    }

    /** Keeps lines that may explain a failure, without the memory addresses that ffmpeg puts in front of them. */
    private void remember(String line) {
        String plain = line.replaceAll("\\[[^\\]]* @ 0x[0-9a-f]+\\] ?", "").strip();
        if (line.startsWith("  ") || plain.isEmpty() || plain.startsWith("Press ") || plain.startsWith("Error opening input file")) {
            return;
        }
        // Without a full stop: they are joined into one sentence.
        lastLines.add(plain.replaceFirst("^Error opening input: ", "").replaceFirst("[.!]+$", ""));
        if (lastLines.size() > LAST_LINES) {
            lastLines.remove();
        }
    }

    /** The last {@value #LAST_LINES} messages, joined; empty if there were none. */
    synchronized String lastMessages() {
        return String.join("; ", lastLines);
    }

    synchronized String container() {
        return container;
    }

    /** Seconds, as stated by the container or estimated by ffmpeg, or null. */
    synchronized Double duration() {
        return duration;
    }

    /** Whether the duration is an estimate. */
    synchronized boolean estimated() {
        return estimated;
    }

    /** Sample rate of the first audio stream in Hz, or null until known. */
    synchronized Integer rate() {
        return rate;
    }

    /**
     * Whether the file is truncated: much less could be decoded than its container states. In a file with several streams that is the
     * duration of the longest one, so there ffmpeg must have reported a truncation as well.
     *
     * @param seconds of audio that were decoded
     */
    synchronized boolean endedEarly(double seconds) {
        if (duration == null || estimated || streams > 1 && !cut) {
            return false;
        }
        double missing = duration - seconds;
        return missing > LEAST_MISSING_SECONDS && (EXACT.contains(container) || missing > LEAST_MISSING_SHARE * duration);
    }
}
