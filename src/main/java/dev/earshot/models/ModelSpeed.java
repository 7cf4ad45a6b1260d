package dev.earshot.models;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How fast models are on this machine, by what was measured here. Pure; not thread-safe. */
final class ModelSpeed {

    /** Seconds of audio: shorter windows take longer for what they hold than those of long recordings do. */
    private static final double LEAST_WINDOW = 10;
    /** Seconds of audio that are enough to judge a model. */
    private static final double LEAST = 20;
    /** Seconds of audio; what is older counts less and less. */
    private static final double MEMORY = 600;
    /** How many times the work of a measured model another one may have for its time to be estimated from it. */
    private static final double FAR = 30;

    /** @param seconds of audio in windows that took so many milliseconds */
    record SpeedSample(double seconds, double milliseconds) {

        SpeedSample plus(double moreSeconds, double moreMilliseconds) {
            double keep = seconds > MEMORY ? 0.5 : 1;
            return new SpeedSample(keep * seconds + moreSeconds, keep * milliseconds + moreMilliseconds);
        }

        /** Minutes for an hour. */
        double hour() {
            return milliseconds / 1000 / seconds * 60;
        }

        /** Whether it can be: it may come from a file. */
        boolean isSound() {
            return seconds >= LEAST && milliseconds > 0 && Double.isFinite(seconds) && Double.isFinite(milliseconds);
        }
    }

    private final Map<String, SpeedSample> models = new TreeMap<>();

    ModelSpeed(Map<String, SpeedSample> before) {
        models.putAll(before);
    }

    /** A window has been recognised; returns whether it counts. */
    boolean window(String model, double seconds, long milliseconds) {
        if (seconds < LEAST_WINDOW) {
            return false;
        }
        models.merge(model, new SpeedSample(seconds, milliseconds), (old, now) -> old.plus(seconds, milliseconds));
        return true;
    }

    /** Everything that was measured. */
    Map<String, SpeedSample> measured() {
        return Map.copyOf(models);
    }

    /** About how many minutes a model takes for an hour of audio, 1 or more; empty where nothing was measured that says so. */
    Optional<Integer> hourMinutes(String model) {
        SpeedSample own = models.get(model);
        if (own != null && own.isSound()) {
            return Optional.of(whole(own.hour()));
        }
        return ModelFamily.of(model).map(ModelFamily::operations).flatMap(work -> models.entrySet().stream().filter(each -> each.getValue().isSound())
                .flatMap(each -> ModelFamily.of(each.getKey()).map(family -> Map.entry(work / family.operations(), each.getValue())).stream())
                .filter(each -> distance(each.getKey()) <= FAR).min(Comparator.comparingDouble(each -> distance(each.getKey())))
                .map(each -> whole(each.getValue().hour() * each.getKey())));
    }

    private static double distance(double ratio) {
        return Math.max(ratio, 1 / ratio);
    }

    private static int whole(double minutes) {
        return (int) Math.max(1, Math.min(1_000_000, Math.round(minutes)));
    }
}
