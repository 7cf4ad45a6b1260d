package dev.earshot.bench;

import dev.earshot.log.Stage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service logs of its {@link Stage}s, one request after the other, as times. Pure. */
final class StageTimes {

    private static final Pattern LINE = Pattern.compile("Stage (?:\\[job \\S+\\] )?([A-Z]+) at (\\d+) us");

    /** Of each request milliseconds from the stage before to each stage; one with several windows counts what all of them took there. */
    private final List<Map<Stage, Double>> requests = new ArrayList<>();
    private int windows;

    /** @param skipped requests at the beginning that do not count */
    StageTimes(String log, int skipped) {
        Matcher found = LINE.matcher(log);
        long last = 0;
        for (int request = 0; found.find(); ) {
            Stage stage = Stage.valueOf(found.group(1));
            long at = Long.parseLong(found.group(2));
            if (stage == Stage.ARRIVED) {
                if (++request > skipped) {
                    requests.add(new EnumMap<>(Stage.class));
                }
            } else if (request > skipped) {
                requests.get(requests.size() - 1).merge(stage, (at - last) / 1e3, Double::sum);
                windows += stage == Stage.DISPATCHED ? 1 : 0;
            }
            last = at;
        }
    }

    /** Milliseconds from the stage before to this one: the median of all requests. */
    double median(Stage stage) {
        return Bench.median(requests.stream().mapToDouble(request -> request.getOrDefault(stage, 0.0)).toArray());
    }

    /** Milliseconds from the first stage to the last: the median of all requests. */
    double whole() {
        return Bench.median(requests.stream().mapToDouble(request -> request.values().stream().mapToDouble(time -> time).sum()).toArray());
    }

    int requests() {
        return requests.size();
    }

    /** Windows of a request, on average. */
    double windows() {
        return windows / (double) requests.size();
    }

    /** What happens on the way to a stage, in words. */
    static String before(Stage stage) {
        return switch (stage) {
            case ARRIVED -> "the head of the request";
            case RECEIVED -> "receive: the body, into a file";
            case ACCEPTED -> "store: the job is checked, and written";
            case BEGUN -> "claim: it gets a place";
            case OPENED -> "open: the model is held, the file opened";
            case PLANNED -> "plan: decoded, speech found, the window cut";
            case DISPATCHED -> "queue: the window goes to the engine's thread";
            case RECOGNISED -> "engine: through the pipe, recognised, and back";
            case RETURNED -> "return: the answer goes to the job";
            case WRITTEN -> "write: the window and the end of the job";
            case ANSWERED -> "answer: the transcript is read and sent";
        };
    }
}
